'use strict';
/* The page over many runs. */
(() => {
  const {el, svg, count, duration, percent, pill, table} = Q;
  const {title, verdict, totals, runs, coverage, unreadable} = Q.data;
  const section = (name, ...content) => el('section', {}, el('h2', {}, name), content);

  function tiles() {
    const tile = (label, value, more) => el('div', {class: 'card tile'}, el('div', {class: 'label'}, label), el('div', {class: 'value'}, value), el('div', {class: 'more'}, more));
    return el('div', {class: 'tiles'},
        tile('Runs', count(totals.runs), `${totals.PASS} passed, ${totals.FAIL} failed, ${totals.UNKNOWN} unknown`),
        tile('Time under test', duration(totals.durationNanos), 'all runs together'),
        tile('Operations', count(totals.operations || 0), `${percent(totals.ok, totals.operations)} OK, ${percent(totals.info, totals.operations)} INFO`),
        tile('Faults verified', count(totals.faults || 0), `${totals.faultKinds} kinds`),
        tile('Leader changes', count(totals.leaderChanges || 0), `${count(totals.terms || 0)} terms seen`),
        tile('Longest gap', duration(totals.longestGapNanos), 'without an answer'),
        tile('Anomalies', count(totals.anomalies || 0), totals.anomalies ? 'see the runs' : 'none found'));
  }

  /* One bar a run, in order: as high as the figure, in the colour of the verdict. */
  function trend(label, value, show) {
    const width = Math.max(4, Math.min(24, 300 / Math.max(runs.length, 1)));
    const most = Math.max(1, ...runs.map(value));
    return el('div', {class: 'card pad'}, el('h3', {}, label), el('div', {class: 'muted'}, 'most: ' + show(most)),
        el('div', {class: 'scroll'}, svg('svg', {width: Math.max(runs.length * width, 40), height: 70}, runs.map((run, i) => {
          const height = Math.max(2, 64 * value(run) / most);
          const paint = Q.color(run.verdict.toLowerCase());
          return svg('a', {href: encodeURIComponent(run.directory) + '/report.html'}, svg('rect', {x: i * width, y: 68 - height, width: width - 2, height, fill: paint, rx: 1.5},
              svg('title', {}, `${run.title}, seed ${run.seed}: ${show(value(run))}`)));
        }))));
  }

  function trends() {
    return el('div', {class: 'trends'},
        trend('Operations', run => run.totals.operations, count), trend('Faults verified', run => run.totals.faults, count),
        trend('Longest gap', run => run.totals.longestGapNanos, duration), trend('Latency p99', run => run.totals.latencyNanos.p99, duration));
  }

  function list() {
    if (!runs.length) return el('div', {class: 'card empty'}, 'No run has a report here.');
    return el('div', {class: 'card scroll'}, table([
      ['Verdict', run => pill(run.verdict)],
      ['Run', run => el('a', {href: encodeURIComponent(run.directory) + '/report.html'}, run.title), 'nowrap'],
      ['Seed', run => el('code', {}, run.seed), 'nowrap'],
      ['Started', run => run.started.replace('T', ' ').replace(/\.\d+/, '').replace('Z', ''), 'nowrap'],
      ['Duration', run => duration(run.durationNanos), 'num'],
      ['Operations', run => count(run.totals.operations), 'num'],
      ['OK', run => percent(run.totals.ok, run.totals.operations), 'num'],
      ['INFO', run => percent(run.totals.info, run.totals.operations), 'num'],
      ['p99', run => duration(run.totals.latencyNanos.p99), 'num'],
      ['Faults', run => count(run.totals.faults), 'num'],
      ['Kinds', run => count(run.totals.faultKinds), 'num'],
      ['Leader changes', run => count(run.totals.leaderChanges), 'num'],
      ['Longest gap', run => duration(run.totals.longestGapNanos), 'num'],
      ['Not passed', run => run.notPassed.join(', ') || '–'],
    ], runs));
  }

  function matrix() {
    if (!coverage.length) return el('div', {class: 'card empty'}, 'No faults.');
    const columns = [...new Set(['installed', 'on leader', 'on follower', ...coverage.flatMap(row => Object.keys(row).filter(key => key !== 'kind'))])];
    return el('div', {class: 'card scroll fit'}, table([
      ['Kind', row => [Q.swatch(Q.kindColor(row.kind)), ' ' + row.kind], 'nowrap'],
      ...columns.map(name => [name, row => el('td', {class: !row[name] && (name === 'on leader' || name === 'on follower') ? 'cell none' : 'cell'}, row[name] ? count(row[name]) : name.startsWith('on ') ? 'never' : '0')]),
    ], coverage, {class: 'matrix'}));
  }

  document.body.prepend(el('main', {},
      el('div', {class: 'card hero ' + verdict}, el('div', {class: 'top'}, pill(verdict), el('h1', {}, title)),
          el('div', {class: 'says'}, runs.length ? `${totals.PASS} of ${totals.runs} runs passed.` : 'Nothing was run.'),
          unreadable.map(each => el('div', {class: 'status-INDETERMINATE'}, each))),
      tiles(), section('Trends', trends()), section('Runs', list()), section('Fault coverage over all runs', matrix())));
})();
