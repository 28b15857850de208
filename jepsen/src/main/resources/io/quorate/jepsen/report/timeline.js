'use strict';
/* Charts on one x axis: one zoom and one cursor for all, faults as bands behind each. */
const Timeline = (() => {
  const {el, color, moment, kindColor} = Q;
  const {charts: data, run} = Q.data;
  const SPAN = data.spanSeconds;
  const AXIS = 150;
  const plots = [];
  const hidden = new Set();
  let holder = null;
  let view = [0, SPAN];
  let zooming = false;

  const faults = run.faults.filter(fault => fault.status !== 'SKIPPED').map(fault => ({
    kind: fault.kind, from: fault.installedNanos / 1e9, to: fault.healedNanos / 1e9, fault,
    sure: fault.status === 'INSTALLED',
  }));
  const kinds = [...new Set(run.faults.map(fault => fault.kind))].sort();
  kinds.forEach(kind => kindColor(kind));
  const shown = fault => !hidden.has(fault.kind);
  const activeAt = t => faults.filter(fault => shown(fault) && fault.from <= t && t <= Math.max(fault.to, fault.from + SPAN / 400));

  function zoom(from, to) {
    if (zooming || !(to > from)) return;
    zooming = true;
    view = [Math.max(0, from), Math.min(SPAN, to)];
    plots.forEach(plot => plot.setScale('x', {min: view[0], max: view[1]}));
    zooming = false;
  }

  /* Pixels of a time, on the canvas. */
  const px = (u, t) => u.valToPos(t, 'x', true);

  function clipped(u, draw) {
    const {ctx, bbox} = u;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    draw(ctx, bbox);
    ctx.restore();
  }

  function drawBands(u) {
    clipped(u, (ctx, bbox) => {
      for (const fault of faults.filter(each => each.sure && shown(each))) {
        const left = px(u, fault.from);
        const width = Math.max(px(u, fault.to) - left, 0);
        ctx.fillStyle = kindColor(fault.kind, Q.dark() ? 0.17 : 0.13);
        ctx.fillRect(left, bbox.top, width, bbox.height);
        ctx.fillStyle = kindColor(fault.kind, 0.55);
        ctx.fillRect(left, bbox.top, Math.max(1, devicePixelRatio), bbox.height);
      }
    });
  }

  const STEPS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400];
  const ticks = (u, splits) => {
    const step = splits.length > 1 ? splits[1] - splits[0] : 1;
    const digits = step >= 1 ? 0 : step >= 0.1 ? 1 : step >= 0.01 ? 2 : 3;
    return splits.map(split => moment(split, digits));
  };

  function options(spec, width) {
    const axis = {stroke: color('muted'), grid: {stroke: color('grid'), width: 1}, ticks: {stroke: color('grid'), width: 1, size: 4}, font: '11px system-ui, "DejaVu Sans", sans-serif'};
    return {
      width, height: spec.height, legend: {show: false}, padding: [8, 24, 0, 0],
      scales: {x: {time: false}, y: spec.scale || {}},
      axes: [{...axis, values: ticks, incrs: STEPS, size: 26, space: 70}, {...axis, size: AXIS, ...(spec.axis || {})}],
      series: [{}, ...spec.series],
      cursor: {
        y: false, points: spec.series.some(each => each.label) ? {size: 6} : {show: false},
        sync: {key: 'run', setSeries: false, filters: {pub: type => type === 'mousemove'}},
        drag: {x: true, y: false, dist: 4},
        bind: {dblclick: () => () => { zoom(0, SPAN); return null; }},
      },
      hooks: {
        drawClear: [spec.bands === false ? () => {} : drawBands],
        draw: spec.draw ? [u => clipped(u, (ctx, bbox) => spec.draw(u, ctx, bbox))] : [],
        setScale: [(u, key) => key === 'x' && zoom(u.scales.x.min, u.scales.x.max)],
        setCursor: [u => spec.at && spec.at(u, u.cursor.left >= 0 ? u.posToVal(u.cursor.left, 'x') : null)],
      },
    };
  }

  /*
   * spec: title, height, series, xs, ys, scale, axis, draw, bands; readout(t, index) -> text at the cursor;
   * keys: [{label, color, value(index)}]
   */
  function chart(spec) {
    const at = el('span', {class: 'at'});
    const keys = (spec.keys || []).map(key => ({...key, out: el('b', {}, '')}));
    const box = el('div', {});
    const card = el('div', {class: 'chart', id: spec.id},
        el('div', {class: 'caption'}, el('h3', {}, spec.title),
            keys.map(key => el('span', {class: 'key'}, Q.swatch(key.paint || color(key.color)), key.label, key.value && key.out)), at),
        box);
    holder.append(card);
    spec.at = (u, t) => {
      keys.forEach(key => { key.out.textContent = t === null || !key.value ? '' : key.value(u.cursor.idx, t); });
      at.textContent = t === null ? '' : spec.readout ? spec.readout(t) : moment(t);
    };
    const xs = spec.xs || [0, SPAN];
    const plot = new uPlot(options(spec, holder.clientWidth - 28), [xs, ...(spec.ys || [[null, null]])], box);
    plots.push(plot);
    return plot;
  }

  function build(into, draw) {
    const kept = view;
    plots.splice(0).forEach(plot => plot.destroy());
    into.replaceChildren();
    holder = into;
    draw();
    if (kept[0] > 0 || kept[1] < SPAN) zoom(kept[0], kept[1]);
  }

  function toggle(kind) {
    if (!hidden.delete(kind)) hidden.add(kind);
    plots.forEach(plot => plot.redraw(false));
  }

  /* Middles of the buckets, and both ends of the run, so that all charts span the same. */
  function buckets(values) {
    return [null, ...values, null];
  }
  const xs = [0, ...data.perSecond.OK.map((_, i) => Math.min((i + 0.5) * data.widthSeconds, SPAN * (1 - 1e-9))), SPAN];

  const line = (label, name, more) => ({label, stroke: color(name), width: 1.5, points: {show: false}, spanGaps: false, ...more});

  function throughput() {
    const {OK, UNEQUAL, FAIL, INFO} = data.perSecond;
    const value = values => index => values[index - 1] === undefined ? '' : Q.count(values[index - 1]) + '/s';
    chart({
      id: 'chart-throughput', title: 'Throughput', height: 170, xs, ys: [buckets(OK), buckets(UNEQUAL), buckets(FAIL), buckets(INFO)],
      scale: {range: (u, min, max) => [0, Math.max(max * 1.08, 1)]},
      axis: {values: (u, splits) => splits.map(split => Q.count(split) + '/s')},
      series: [line('OK', 'ok', {fill: color('ok') + '22'}), line('unequal', 'unequal'), line('FAIL', 'failed'), line('INFO', 'info')],
      keys: [
        {label: 'OK', color: 'ok', value: value(OK)},
        {label: 'FAIL, comparison did not hold', color: 'unequal', value: value(UNEQUAL)},
        {label: 'FAIL, refused', color: 'failed', value: value(FAIL)},
        {label: 'INFO (unknown)', color: 'info', value: value(INFO)},
      ],
    });
  }

  const millis = value => value === null || value === undefined ? 'none' : Q.duration(value * 1e6);
  const LOG = {distr: 3, range: (u, min, max) => [Math.pow(10, Math.floor(Math.log10(min || 0.1))), Math.pow(10, Math.ceil(Math.log10((max || 1000) * 1.01)))]};
  const logAxis = {
    splits: (u, i, min, max) => {
      const all = [];
      for (let p = Math.ceil(Math.log10(min) - 1e-9); p <= Math.log10(max) + 1e-9; p++) all.push(Math.pow(10, p));
      return all;
    },
    filter: (u, splits) => splits,
    values: (u, splits) => splits.map(split => millis(split).replace(/\.0+/, '')),
  };

  function latency() {
    const {p50, p99, max} = data.latencyMillis;
    const value = values => index => values[index - 1] === undefined ? '' : millis(values[index - 1]);
    chart({
      id: 'chart-latency', title: 'Latency of OK', height: 210, xs, ys: [buckets(p50), buckets(p99), buckets(max)],
      scale: LOG, axis: logAxis,
      series: [line('p50', 'p50'), line('p99', 'p99'), line('max', 'max', {width: 1})],
      keys: [{label: 'p50', color: 'p50', value: value(p50)}, {label: 'p99', color: 'p99', value: value(p99)}, {label: 'max', color: 'max', value: value(max)}],
    });
  }

  function scatter() {
    const dots = data.scatter;
    let least = 1e9;
    let most = 1;
    for (let i = 1; i < dots.length; i += 4) {
      least = Math.min(least, dots[i]);
      most = Math.max(most, dots[i]);
    }
    const names = ['ok', 'unequal', 'failed', 'info'];
    chart({
      id: 'chart-scatter', title: 'Latency of each', height: 210, axis: logAxis,
      scale: {distr: 3, range: () => LOG.range(null, Math.min(least, most), most)},
      series: [{points: {show: false}}],
      keys: [{label: 'OK', color: 'ok'}, {label: 'FAIL, comparison did not hold', color: 'unequal'}, {label: 'FAIL, refused', color: 'failed'}, {label: 'INFO', color: 'info'}],
      draw: (u, ctx) => {
        // The rare ones on top.
        for (let ending = 0; ending < 4; ending++) {
          const size = [2.4, 2.4, 3, 4][ending] * devicePixelRatio;
          ctx.fillStyle = color(names[ending]);
          for (let i = 0; i < dots.length; i += 4) {
            if (dots[i + 3] !== ending || dots[i] < u.scales.x.min || dots[i] > u.scales.x.max) continue;
            ctx.globalAlpha = ending === 3 ? 0.9 : Math.min(0.28 + 0.12 * Math.log2(dots[i + 2]), 0.9);
            ctx.fillRect(px(u, dots[i]) - size / 2, u.valToPos(dots[i + 1], 'y', true) - size / 2, size, size);
          }
        }
        ctx.globalAlpha = 1;
      },
    });
  }

  function resize() {
    if (holder) plots.forEach(plot => plot.setSize({width: holder.clientWidth - 28, height: plot.height}));
  }

  return {SPAN, faults, kinds, hidden, plots, shown, activeAt, zoom, chart, build, toggle, px, throughput, latency, scatter, resize};
})();
