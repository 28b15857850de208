'use strict';
/* Everything of a run's page that is text: header, verdicts, tables. */
const Tables = (() => {
  const {el, count, duration, moment, percent, pill, swatch, table} = Q;
  const {run, charts} = Q.data;
  const nodeName = Lanes.nodeName;
  const seconds = nanos => moment(nanos / 1e9);

  function says() {
    const by = verdict => run.checkers.filter(each => each.verdict === verdict).map(each => each.checker);
    if (!run.checkers.length) return 'Nothing was judged.';
    if (run.verdict === 'PASS') return `All ${run.checkers.length} checkers passed.`;
    const failed = by('FAIL').length ? 'Broken: ' + by('FAIL').join(', ') + '. ' : '';
    const unknown = by('UNKNOWN').length ? 'Not known: ' + by('UNKNOWN').join(', ') + '. ' : '';
    return `${failed}${unknown}${by('PASS').length} of ${run.checkers.length} checkers passed.`;
  }

  async function copy(button, text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch (refused) {
      // Pages of files may not write to the clipboard everywhere: let the person see it selected.
      const range = document.createRange();
      range.selectNodeContents(button.previousSibling);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      document.execCommand('copy');
    }
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  }

  function hero() {
    const {setup} = run;
    const button = el('button', {type: 'button', onclick: () => copy(button, setup.replay)}, 'Copy');
    return el('div', {class: 'card hero ' + run.verdict},
        el('div', {class: 'top'}, pill(run.verdict), el('h1', {}, setup.title)),
        el('div', {class: 'says'}, says()),
        el('div', {class: 'facts'},
            fact('Seed', el('code', {}, setup.seed)), fact('Started', setup.started.replace('T', ' ').replace(/\.\d+/, '').replace('Z', ' UTC')),
            fact('Duration', duration(run.durationNanos)), fact('Version', setup.version)),
        el('div', {class: 'replay'}, el('code', {}, setup.replay), button));
  }
  const fact = (name, value) => el('span', {}, name + ' ', el('b', {}, value));

  function tiles() {
    const t = run.totals;
    const tile = (label, value, unit, more) => el('div', {class: 'card tile'}, el('div', {class: 'label'}, label),
        el('div', {class: 'value'}, value, unit && el('small', {}, ' ' + unit)), el('div', {class: 'more'}, more));
    const [gap, gapUnit] = split(duration(t.longestGapNanos));
    const [p99, p99Unit] = split(duration(t.latencyNanos.p99));
    return el('div', {class: 'tiles'},
        tile('Operations', count(t.operations), '', `${percent(t.ok, t.operations)} OK` + (t.unequal ? `, ${percent(t.unequal, t.operations)} unequal` : '')),
        tile('Acknowledged', count(t.okPerSecond), '/s', `${percent(t.fail - t.unequal, t.operations)} refused, ${percent(t.info, t.operations)} unknown`),
        tile('Latency p99', p99, p99Unit, `p50 ${duration(t.latencyNanos.p50)}, max ${duration(t.latencyNanos.max)}`),
        tile('Faults verified', count(t.faults), '', `${t.faultKinds} kinds; ${t.faultsSkipped} skipped, ${t.faultsIndeterminate} unsure`),
        tile('Leader changes', count(t.leaderChanges), '', `${count(t.terms)} terms with a leader seen`),
        tile('Longest gap', gap, gapUnit, `${count(run.gaps.length)} of 1 s or more`),
        tile('Anomalies', count(t.anomalies), '', t.anomalies ? 'see the counter-examples' : 'none found'));
  }
  const split = text => [text.slice(0, text.lastIndexOf(' ')), text.slice(text.lastIndexOf(' ') + 1)];

  function checkers() {
    return el('div', {class: 'checkers'}, run.checkers.map(each => el('div', {class: 'card checker is-' + each.verdict},
        el('div', {class: 'head'}, el('b', {}, each.checker), pill(each.verdict)),
        el('dl', {class: 'figures'},
            pair('operations covered', count(each.checked)),
            each.anomalies.length > 0 && pair('anomalies', el('a', {href: '#counter-examples'}, count(each.anomalies.length))),
            Object.entries(each.figures).map(([name, value]) => pair(name, figure(value)))))));
  }
  const pair = (name, value) => [el('dt', {}, name), el('dd', {}, value)];
  const figure = value => typeof value === 'number' ? (Number.isInteger(value) ? count(value) : Q.decimals(value, 3)) : String(value);

  function topology() {
    const nodes = run.setup.topology.map((node, index) => ({...node, index}));
    const cities = [...new Set(nodes.map(node => node.city))];
    return el('div', {class: 'cities'}, cities.map(city => {
      const here = nodes.filter(node => node.city === city);
      return el('div', {class: 'card city'}, el('h3', {}, city || 'no city'),
          [...new Set(here.map(node => node.zone))].map(zone => el('div', {class: 'zone'}, el('div', {class: 'zname'}, zone || 'no zone'),
              here.filter(node => node.zone === zone).map(node => el('div', {class: 'node'}, swatch(Q.nodeColor(node.index)),
                  el('b', {}, node.name), el('span', {class: 'muted mono'}, `${node.host}:${node.clientPort}`))))));
    }));
  }

  function pairs(title, values) {
    return el('div', {class: 'card'}, el('h3', {}, title),
        el('div', {class: 'scroll'}, table([['Name', row => row[0], 'nowrap'], ['Value', row => el('code', {}, row[1])]], Object.entries(values))));
  }

  function kindChips(onchange) {
    return el('div', {class: 'chips'}, Timeline.kinds.map(kind => {
      const number = run.faults.filter(fault => fault.kind === kind).length;
      const chip = el('button', {type: 'button', class: 'chip', 'data-kind': kind, title: 'show or hide this kind', onclick: () => {
        Timeline.toggle(kind);
        document.querySelectorAll('.chip').forEach(each => {
          each.classList.toggle('off', Timeline.hidden.has(each.dataset.kind));
        });
        onchange();
      }}, swatch(Q.kindColor(kind)), kind, el('small', {}, count(number)));
      chip.classList.toggle('off', Timeline.hidden.has(kind));
      return chip;
    }));
  }

  const CLASSES = charts.gaps.map(each => [each.operations, each.title]);

  function faults() {
    const gap = operations => fault => {
      const nanos = (fault.gapNanos || {})[operations];
      return el('td', {class: nanos >= 1e10 ? 'num long' : 'num'}, nanos === undefined ? '–' : duration(nanos));
    };
    const columns = [
      ['From – to', fault => seconds(fault.installedNanos) + (fault.healedNanos > fault.installedNanos ? ' – ' + seconds(fault.healedNanos) : ''), 'num'],
      ['Lasted', fault => fault.healedNanos > fault.installedNanos ? duration(fault.healedNanos - fault.installedNanos) : 'an instant', 'num'],
      ['Kind', fault => [swatch(Q.kindColor(fault.kind)), ' ' + fault.kind], 'nowrap'],
      ['Nodes', fault => fault.nodes.length > 1 && fault.nodes.length === charts.nodes.length ? 'all' : fault.nodes.map(nodeName).join(' ') || '–', 'nowrap'],
      ['Roles', fault => fault.roles.map(role => el('span', {class: 'tag ' + role}, role)), 'nowrap'],
      ['Status', fault => el('span', {class: 'status-' + fault.status}, fault.status), 'nowrap'],
      ...CLASSES.map(([operations, title]) => ['Gap of ' + title.replace('linearizable', 'lin.').replace('serializable', 'ser.'), gap(operations), 'num']),
      ['Back after', fault => fault.recoveryNanos === undefined ? '–' : duration(fault.recoveryNanos), 'num'],
      ['Detail', fault => fault.detail, 'detail'],
    ];
    const shown = run.faults.filter(fault => !Timeline.hidden.has(fault.kind));
    if (!run.faults.length) return el('div', {class: 'card empty'}, 'No faults in this run.');
    return el('div', {class: 'card scroll tall'}, table(columns, shown, {class: 'faults', onrow: fault => {
      const from = fault.installedNanos / 1e9;
      const to = Math.max(fault.healedNanos / 1e9, from);
      const around = Math.max((to - from) * 0.4, 3);
      Timeline.zoom(from - around, to + around);
      document.getElementById('timeline').scrollIntoView({behavior: 'smooth'});
    }}));
  }

  function coverage() {
    const {roles, kinds} = run.coverage;
    if (!kinds.length) return el('div', {class: 'card empty'}, 'No faults in this run.');
    const most = Math.max(1, ...kinds.flatMap(row => Object.values(row.installedByRole)));
    const cell = role => row => {
      const number = row.installedByRole[role] || 0;
      const missing = !number && (role === 'leader' || role === 'follower');
      return el('td', {class: missing ? 'cell none' : 'cell', style: number ? {background: Q.kindColor(row.kind, 0.12 + 0.5 * number / most)} : {}},
          number || (missing ? 'never' : ''));
    };
    return el('div', {class: 'card scroll'}, table([
      ['Kind', row => [swatch(Q.kindColor(row.kind)), ' ' + row.kind], 'nowrap'],
      ...roles.map(role => ['on ' + role, cell(role)]),
      ['installed', row => count(row.installed), 'num'],
      ['skipped', row => count(row.skipped), 'num'],
      ['indeterminate', row => count(row.indeterminate), 'num'],
    ], kinds, {class: 'matrix'}));
  }

  function operations() {
    const latency = name => ['OK ' + name, row => row.ok ? duration(row.latencyNanos[name]) : '–', 'num'];
    return el('div', {class: 'card scroll'}, table([
      ['Workload', row => row.workload, 'nowrap'], ['Action', row => row.action, 'nowrap'], ['Reads', row => row.level.toLowerCase(), 'nowrap'],
      ['OK', row => count(row.ok), 'num'], ['FAIL', row => count(row.fail), 'num'], ['INFO', row => count(row.info), 'num'],
      ['OK share', row => percent(row.ok, row.ok + row.fail + row.info), 'num'],
      latency('p50'), latency('p90'), latency('p99'), latency('p99.9'), latency('max'),
    ], run.operations));
  }

  function errors() {
    if (!run.errors.length) return el('div', {class: 'card empty'}, 'No operation failed.');
    return el('div', {class: 'card scroll tall'}, table([
      ['Outcome', row => row.outcome], ['Error', row => el('code', {}, row.error)], ['Count', row => count(row.count), 'num'],
      ['First', row => seconds(row.firstNanos), 'num'], ['Last', row => seconds(row.lastNanos), 'num'],
    ], run.errors));
  }

  function gaps() {
    if (!run.gaps.length) return el('div', {class: 'card empty'}, 'No class of operations went without an answer for a second.');
    const title = Object.fromEntries(CLASSES);
    const longest = [...run.gaps].sort((a, b) => (b.toNanos - b.fromNanos) - (a.toNanos - a.fromNanos)).slice(0, 50);
    const meets = gap => Timeline.faults.filter(({fault}) => fault.status === 'INSTALLED'
        && fault.installedNanos <= gap.toNanos && fault.healedNanos + 2e9 >= gap.fromNanos);
    return el('div', {class: 'card scroll tall'}, table([
      ['No', gap => title[gap.operations], 'nowrap'], ['From', gap => seconds(gap.fromNanos), 'num'],
      ['To', gap => gap.open ? 'the end' : seconds(gap.toNanos), 'num'],
      ['For', gap => el('td', {class: gap.toNanos - gap.fromNanos >= 1e10 ? 'num long' : 'num'}, duration(gap.toNanos - gap.fromNanos))],
      ['Faults then, or until 2 s before', gap => [...new Set(meets(gap).map(each => each.kind))].map(kind => el('span', {class: 'tag'}, swatch(Q.kindColor(kind)), ' ' + kind))],
    ], longest));
  }

  return {hero, tiles, checkers, topology, pairs, kindChips, faults, coverage, operations, errors, gaps};
})();
