'use strict';
/* Charts of lanes: faults by kind, who leads by each node's word, terms, times without an answer. */
const Lanes = (() => {
  const {color, moment, kindColor, nodeColor} = Q;
  const {charts: data} = Q.data;
  const {SPAN, chart, px} = Timeline;
  const FONT = () => `${11 * devicePixelRatio}px system-ui, "DejaVu Sans", sans-serif`;

  /* One row for each name, from the top. */
  function lanes(names, rowHeight, more) {
    const n = names.length;
    return {
      height: n * rowHeight + 36, series: [{points: {show: false}}],
      scale: {range: () => [0, n]},
      axis: {
        splits: () => names.map((_, i) => n - i - 0.5), values: () => names, grid: {show: false}, ticks: {show: false},
        filter: (u, splits) => splits,
      },
      ...more,
    };
  }
  const top = (u, rows, row) => u.valToPos(rows - row, 'y', true);
  const rowPx = (u, rows) => u.bbox.height / rows;

  const short = name => name.length > 24 ? name.slice(0, 23) + '…' : name;

  function faultLanes() {
    const kinds = Timeline.kinds.filter(kind => Timeline.faults.some(fault => fault.kind === kind));
    if (!kinds.length) return;
    chart(lanes(kinds.map(short), 17, {
      id: 'chart-faults', title: 'Faults', bands: false,
      draw: (u, ctx) => {
        const height = rowPx(u, kinds.length);
        kinds.forEach((kind, row) => {
          const y = top(u, kinds.length, row);
          ctx.fillStyle = color('grid');
          ctx.fillRect(u.bbox.left, y + height - 1, u.bbox.width, 1);
          for (const fault of Timeline.faults.filter(each => each.kind === kind && Timeline.shown(each))) {
            const left = px(u, fault.from);
            const width = Math.max(px(u, fault.to) - left, 3 * devicePixelRatio);
            ctx.fillStyle = kindColor(kind, fault.sure ? 0.85 : 0.25);
            ctx.fillRect(left, y + 3, width, height - 6);
            if (!fault.sure) {
              ctx.strokeStyle = kindColor(kind);
              ctx.strokeRect(left, y + 3, width, height - 6);
            }
          }
        });
      },
      readout: t => moment(t) + ' · ' + (Timeline.activeAt(t).map(each => each.kind + nodesOf(each.fault)).join(', ') || 'no fault'),
    }));
  }
  const nodesOf = fault => fault.nodes.length ? ' (' + fault.nodes.map(nodeName).join(' ') + ')' : '';
  const nodeName = index => index < 0 ? 'none' : data.nodes[index] === undefined ? '#' + index : data.nodes[index];

  function stretchAt(lane, t) {
    for (let i = 0; i < lane.length; i += 4) {
      if (lane[i] <= t && t < lane[i + 1]) return {leader: lane[i + 2], term: lane[i + 3]};
    }
    return null;
  }
  const says = stretch => !stretch ? 'unseen' : stretch.term < 0 ? 'no answer' : stretch.leader < 0 ? 'no leader, term ' + stretch.term
      : nodeName(stretch.leader) + ', term ' + stretch.term;

  function label(ctx, text, left, width, y) {
    if (width > ctx.measureText(text).width + 8 * devicePixelRatio) ctx.fillText(text, left + 4 * devicePixelRatio, y);
  }

  function leaders() {
    // One row a node, for each keyspace.
    const rows = data.lanes.length;
    const nodeOf = row => row % data.nodes.length;
    const rowName = row => nodeName(nodeOf(row)) + (data.keyspaces.length > 1 ? ' ' + data.keyspaces[Math.floor(row / data.nodes.length)] : '');
    if (!data.lanes.some(lane => lane.length)) return;
    chart(lanes(data.lanes.map((lane, row) => short(rowName(row))), 24, {
      id: 'chart-leaders', title: 'Who leads, as each node says', bands: false,
      keys: data.nodes.map((name, i) => ({label: name, paint: nodeColor(i)})),
      draw: (u, ctx) => {
        const height = rowPx(u, rows);
        const gap = 2 * devicePixelRatio;
        ctx.font = FONT();
        ctx.textBaseline = 'middle';
        ctx.textAlign = 'left';
        data.lanes.forEach((lane, row) => {
          const node = nodeOf(row);
          const y = top(u, rows, row);
          for (let i = 0; i < lane.length; i += 4) {
            const left = px(u, lane[i]);
            const width = px(u, lane[i + 1]) - left;
            const [leader, term] = [lane[i + 2], lane[i + 3]];
            if (left + width < u.bbox.left || left > u.bbox.left + u.bbox.width) continue;
            paint(ctx, {left, width, y: y + gap, height: height - 2 * gap}, leader, term, node);
            // Labels of a stretch that begins left of the window stay in sight.
            const seen = Math.max(left, u.bbox.left);
            ctx.fillStyle = leader === node ? '#fff' : color('ink');
            if (term >= 0) label(ctx, (leader === node ? 'leads · ' : '') + 't' + term, seen, left + width - seen, y + height / 2);
          }
        });
      },
      readout: t => moment(t) + ' · ' + data.lanes.map((lane, row) => rowName(row) + ': ' + says(stretchAt(lane, t))).join(' · '),
    }));
  }

  /* Full colour where the node itself leads, pale where it follows, hatched where it knows none, nothing where it is silent. */
  function paint(ctx, box, leader, term, node) {
    if (term < 0) {
      ctx.fillStyle = color('grid');
      ctx.fillRect(box.left, box.y + box.height / 2, box.width, devicePixelRatio);
      return;
    }
    if (leader < 0) {
      ctx.save();
      ctx.beginPath();
      ctx.rect(box.left, box.y, box.width, box.height);
      ctx.clip();
      ctx.strokeStyle = color('muted');
      ctx.globalAlpha = 0.5;
      ctx.beginPath();
      for (let x = box.left - box.height; x < box.left + box.width; x += 6 * devicePixelRatio) {
        ctx.moveTo(x, box.y + box.height);
        ctx.lineTo(x + box.height, box.y);
      }
      ctx.stroke();
      ctx.restore();
      return;
    }
    ctx.fillStyle = nodeColor(leader, leader === node ? 0.95 : 0.24);
    ctx.fillRect(box.left, box.y, Math.max(box.width - devicePixelRatio, devicePixelRatio), box.height);
    ctx.fillStyle = nodeColor(leader);
    ctx.fillRect(box.left, box.y, 2 * devicePixelRatio, box.height);
  }

  /* Steps of the highest term that any node answered, of the default keyspace. */
  function terms() {
    const changes = [];
    data.lanes.slice(0, data.nodes.length).forEach(lane => {
      for (let i = 0; i < lane.length; i += 4) if (lane[i + 3] >= 0) changes.push([lane[i], lane[i + 3]]);
    });
    if (!changes.length) return;
    changes.sort((a, b) => a[0] - b[0]);
    const xs = [0];
    const ys = [null];
    let highest = -1;
    for (const [t, term] of changes) {
      if (term <= highest) continue;
      highest = term;
      if (t <= xs[xs.length - 1]) ys[ys.length - 1] = term;
      else {
        xs.push(t);
        ys.push(term);
      }
    }
    if (xs[xs.length - 1] < SPAN) {
      xs.push(SPAN);
      ys.push(highest);
    }
    chart({
      id: 'chart-terms', title: 'Term', height: 96, xs, ys: [ys],
      scale: {range: (u, min, max) => [Math.max(0, min - 1), max + 1]},
      axis: {values: (u, splits) => splits.map(split => Number.isInteger(split) ? Q.count(split) : ''), space: 22},
      series: [{label: 'term', stroke: color('accent'), width: 1.5, paths: uPlot.paths.stepped({align: 1}), points: {show: false}}],
      readout: t => {
        let i = xs.length - 1;
        while (i > 0 && xs[i] > t) i--;
        return ys[i] === null ? moment(t) : moment(t) + ' · term ' + ys[i];
      },
    });
  }

  function gaps() {
    const rows = data.gaps.filter(each => Q.data.run.operations.length);
    if (!rows.length) return;
    chart(lanes(rows.map(row => row.title), 18, {
      id: 'chart-gaps', title: 'Asked and not answered for 0.5 s or more',
      draw: (u, ctx) => {
        const height = rowPx(u, rows.length);
        rows.forEach((row, i) => {
          const y = top(u, rows.length, i);
          for (let j = 0; j < row.times.length; j += 2) {
            const left = px(u, row.times[j]);
            const width = Math.max(px(u, row.times[j + 1]) - left, 2 * devicePixelRatio);
            ctx.fillStyle = color('fail');
            ctx.fillRect(left, y + 3, width, height - 6);
          }
        });
      },
      readout: t => moment(t) + ' · ' + (rows.map(row => gapAt(row, t)).filter(Boolean).join(', ') || 'all served'),
    }));
  }
  function gapAt(row, t) {
    for (let j = 0; j < row.times.length; j += 2) {
      if (row.times[j] <= t && t <= row.times[j + 1]) return `no ${row.title} for ${Q.duration((row.times[j + 1] - row.times[j]) * 1e9)}`;
    }
    return '';
  }

  return {faultLanes, leaders, terms, gaps, nodeName};
})();
