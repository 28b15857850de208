'use strict';
/*
 * Counter-examples: the operations of a broken promise by process, in their true order. Between two moments at which
 * something begins or ends there is as much room as labels need: order and overlap are exact, lengths are not.
 */
const Anomalies = (() => {
  const {el, svg, color, duration, count} = Q;
  const {run} = Q.data;
  const ROW = 34;
  const LEFT = 12;
  const RIGHT = 60;
  const TOP = 26;

  const list = (values, size) => '[' + (size > values.length ? '… ' : '') + values.join(' ') + ']';
  const shortList = (values, size) => values.length > 5 ? `[… ${values.slice(-4).join(' ')}]` : list(values, size);

  function micros(each, lists) {
    return each.map(micro => micro.append ? `a${micro.key}+${micro.value}` : `r${micro.key}${lists ? lists(micro.read, micro.size) : ''}`).join(' ');
  }

  /* What was asked, and what was seen, as short as it can be said. */
  function asked(op, lists) {
    switch (op.action) {
      case 'READ': return `r${op.key}`;
      case 'WRITE': return `w${op.key}=${op.value}`;
      case 'CAS': return `cas${op.key} ${op.expected}→${op.value}`;
      case 'ADD': return `add ${op.value}`;
      case 'READ_ALL': return 'read all';
      case 'TXN': return op.seen && op.seen.micros ? micros(op.seen.micros, lists) : micros(op.micros || [], null);
      default: return op.action;
    }
  }
  function saw(op, lists) {
    if (op.outcome === 'INFO') return '?';
    const seen = op.seen || {};
    switch (op.action) {
      case 'READ': return op.outcome === 'OK' ? `→ ${seen.value || 'absent'}` : '✗';
      case 'CAS': return op.outcome === 'OK' ? '✓' : seen.value ? `✗ is ${seen.value}` : '✗';
      case 'READ_ALL': return op.outcome === 'OK' ? `→ ${lists(seen.elements || [], seen.size || 0)}` : '✗';
      default: return op.outcome === 'OK' ? '' : '✗';
    }
  }
  const label = op => `${asked(op, shortList)} ${saw(op, shortList)}`.trim();
  const cut = text => text.length > 44 ? text.slice(0, 43) + '…' : text;
  const pen = document.createElement('canvas').getContext('2d');
  function textWidth(text) {
    pen.font = '600 12px ' + getComputedStyle(document.body).fontFamily;
    return pen.measureText(text).width + 16;
  }

  function story(op) {
    return [`operation ${op.id}, process ${op.process}, ${op.node < 0 ? 'any node' : Lanes.nodeName(op.node)}`,
      `${op.workload} ${op.action}, ${op.level.toLowerCase()}`, `${asked(op, list)} ${saw(op, list)}`.trim(), `${op.outcome} ${op.error}`.trim(),
      `${Q.moment(op.calledNanos / 1e9, 6)} to ${Q.moment(op.returnedNanos / 1e9, 6)} (${duration(op.returnedNanos - op.calledNanos)})`,
      op.revision === undefined ? '' : `revision ${op.revision}, term ${op.term}, member ${op.member}`].filter(Boolean).join('\n');
  }

  /* Time to pixels: moments in order, and the widths between them, widened until every label fits its bar. */
  function axis(ops) {
    const moments = [...new Set(ops.flatMap(op => [op.calledNanos, op.returnedNanos]))].sort((a, b) => a - b);
    const index = new Map(moments.map((t, i) => [t, i]));
    const widths = moments.slice(1).map((t, i) => 5 + 3.2 * Math.log2(1 + (t - moments[i]) / 1e5));
    const byBreadth = [...ops].sort((a, b) => (index.get(a.returnedNanos) - index.get(a.calledNanos)) - (index.get(b.returnedNanos) - index.get(b.calledNanos)));
    for (const op of byBreadth) {
      const from = index.get(op.calledNanos);
      const to = Math.max(index.get(op.returnedNanos), from + 1);
      const width = widths.slice(from, to).reduce((a, b) => a + b, 0);
      const missing = textWidth(op.text) + (op.place ? 20 : 0) - width;
      for (let i = from; missing > 0 && i < to && i < widths.length; i++) widths[i] += missing / (to - from);
    }
    const at = [LEFT];
    widths.forEach((width, i) => at.push(at[i] + width));
    return {moments, at, x: t => at[index.get(t)], width: at[at.length - 1] + RIGHT};
  }

  /* Where that moment lies between those of the operations. */
  function place(axes, t) {
    const {moments, at} = axes;
    if (t <= moments[0]) return at[0];
    for (let i = 1; i < moments.length; i++) {
      if (t <= moments[i]) return at[i - 1] + (at[i] - at[i - 1]) * (t - moments[i - 1]) / (moments[i] - moments[i - 1]);
    }
    return at[at.length - 1];
  }

  function gantt(concerned, around) {
    const places = new Map(concerned.map((op, i) => [op.id, i + 1]));
    const ops = [...concerned.slice(0, 60), ...around].map(op => ({...op, place: places.get(op.id), text: cut(label(op))}));
    if (!ops.length) return el('div', {class: 'empty'}, 'The history does not hold the operations named.');
    const axes = axis(ops);
    const processes = [...new Set(ops.map(op => op.process))];
    const first = process => Math.min(...ops.filter(op => op.process === process).map(op => op.place || 1000 + op.calledNanos / 1e9));
    processes.sort((a, b) => first(a) - first(b));
    const height = processes.length * ROW + 36;
    const row = op => TOP + processes.indexOf(op.process) * ROW;
    const width = Math.max(axes.width, 600);
    const names = svg('svg', {width: 96, height, class: 'names'}, processes.map((process, i) => [
      rule(96, i), svg('text', {x: 10, y: TOP + i * ROW + 18}, 'process ' + process)]));
    const bars = svg('svg', {width, height, role: 'img'},
        bands(axes, height), processes.map((_, i) => rule(width, i)), times(axes, height), ops.map(op => bar(op, axes, row(op), axes.width)));
    return [names, el('div', {class: 'bars'}, bars)];
  }
  const rule = (width, i) => svg('line', {class: 'line', x1: 0, x2: width, y1: TOP + i * ROW + ROW - 4, y2: TOP + i * ROW + ROW - 4});

  function bands(axes, height) {
    const from = axes.moments[0];
    const to = axes.moments[axes.moments.length - 1];
    return Timeline.faults.filter(({fault, sure}) => sure && fault.installedNanos <= to && fault.healedNanos >= from).map(({fault}) => {
      const left = place(axes, fault.installedNanos);
      return svg('rect', {x: left, y: 0, width: Math.max(place(axes, fault.healedNanos) - left, 1), height, fill: Q.kindColor(fault.kind, 0.07)},
          svg('title', {}, fault.kind));
    });
  }

  /* As many times of the axis as there is room for. */
  function times(axes, height) {
    const texts = [];
    let free = 0;
    axes.moments.forEach((t, i) => {
      const x = axes.at[i];
      if (x < free) return;
      free = x + 96;
      texts.push(svg('line', {class: 'line', x1: x, x2: x, y1: 18, y2: height, 'stroke-dasharray': '2 3'}));
      texts.push(svg('text', {class: 'small', x: x + 3, y: 13}, (t / 1e9).toFixed(4) + ' s'));
    });
    return texts;
  }

  function bar(op, axes, y, end) {
    const x = axes.x(op.calledNanos);
    const width = Math.max(axes.x(op.returnedNanos) - x, 3);
    const paint = color({OK: 'ok', FAIL: 'failed', INFO: 'info'}[op.outcome]);
    const bold = op.place !== undefined;
    return svg('g', {},
        svg('title', {}, story(op)),
        // It may still take effect.
        op.outcome === 'INFO' && op.action !== 'READ' && op.action !== 'READ_ALL'
            && svg('line', {x1: x + width, x2: end, y1: y + 13, y2: y + 13, stroke: paint, 'stroke-width': bold ? 2 : 1, 'stroke-dasharray': '4 4', opacity: bold ? 1 : 0.4}),
        svg('rect', {x, y: y + 2, width, height: 23, rx: 4, fill: paint, 'fill-opacity': bold ? 0.3 : 0.1, stroke: paint, 'stroke-width': bold ? 2 : 1, 'stroke-opacity': bold ? 1 : 0.35}),
        bold && svg('circle', {cx: x + 12, cy: y + 13.5, r: 8, fill: paint}),
        bold && svg('text', {x: x + 12, y: y + 17.5, 'text-anchor': 'middle', style: {fill: '#fff', fontWeight: 700, fontSize: '11px'}}, String(op.place)),
        svg('text', {x: x + (bold ? 25 : 7), y: y + 18, style: {fontWeight: bold ? 600 : 400, opacity: bold ? 1 : 0.72}}, op.text));
  }

  function details(concerned, onrow) {
    const places = new Map(concerned.map((op, i) => [op.id, i + 1]));
    return Q.table([
      ['', op => places.get(op.id), 'num'], ['Operation', op => el('code', {}, String(op.id)), 'nowrap'], ['Process', op => op.process, 'num'],
      ['Node', op => op.node < 0 ? 'any' : Lanes.nodeName(op.node), 'nowrap'],
      ['What', op => [op.workload.toLowerCase() + ' ', el('code', {}, `${asked(op, list)} ${saw(op, list)}`.trim())]],
      ['Outcome', op => op.outcome + (op.error ? ': ' + op.error : '')],
      ['Called', op => Q.moment(op.calledNanos / 1e9, 4), 'num'], ['Took', op => duration(op.returnedNanos - op.calledNanos), 'num'],
      ['Revision', op => op.revision === undefined ? '–' : count(op.revision), 'num'], ['Term', op => op.term === undefined ? '–' : count(op.term), 'num'],
    ], concerned, {onrow});
  }

  /* What to do when an anomaly comes into sight. */
  const starts = [];

  const head = (checker, each, more) => el('div', {class: 'head'}, el('span', {class: 'pill ' + checker.verdict}, each.kind),
      el('span', {class: 'muted'}, 'found by ' + checker.checker), more);

  function anomaly(checker, each, around) {
    if (!each.ops.length) return el('div', {class: 'card pad anomaly'}, head(checker, each), el('div', {class: 'story'}, each.story));
    const times = each.ops.map(op => op.calledNanos / 1e9);
    const show = el('button', {type: 'button', onclick: () => {
      Timeline.zoom(Math.min(...times) - 2, Math.max(...each.ops.map(op => op.returnedNanos / 1e9)) + 2);
      document.getElementById('timeline').scrollIntoView({behavior: 'smooth'});
    }}, 'Show on the timeline');
    const box = el('div', {class: 'gantt'}, gantt(each.ops, around));
    // Begin with the first of those concerned.
    const goTo = place => {
      const circle = box.querySelectorAll('circle')[place];
      if (circle) box.lastChild.scrollLeft = Math.max(0, circle.getAttribute('cx') - 260);
    };
    requestAnimationFrame(() => goTo(0));
    starts.push(() => goTo(0));
    return el('div', {class: 'card pad anomaly'},
        head(checker, each, show), el('div', {class: 'story'}, each.story), box,
        el('div', {class: 'scroll', style: {marginTop: '8px'}}, details(each.ops, op => goTo(each.ops.indexOf(op)))));
  }

  function all() {
    const found = run.checkers.flatMap((checker, i) => checker.anomalies.map((each, j) => [checker, each, Q.data.around[i][j]]));
    const cards = ([checker, each, around]) => anomaly(checker, each, around);
    return [
      el('p', {class: 'hint'}, 'One row a process; numbered bars are the operations concerned, pale ones were near on the same keys. Order and overlap are exact, lengths are not. ',
          'A dashed line: the outcome is unknown, it may take effect at any later time. Hover for all of an operation.'),
      found.slice(0, 3).map(cards),
      found.length > 3 && el('details', {ontoggle: () => starts.forEach(start => start())}, el('summary', {}, `${found.length - 3} more`), found.slice(3).map(cards)),
    ];
  }

  return {all, some: run.checkers.some(checker => checker.anomalies.length)};
})();
