'use strict';
/* What all pages need: a record of errors, elements, figures with their units, colours. */
const Q = (() => {
  const root = document.documentElement;
  root.dataset.errors = '0';

  // Tests of the page read this; a person sees it in the footer.
  function failed(what) {
    root.dataset.errors = String(Number(root.dataset.errors) + 1);
    root.dataset.firstError = root.dataset.firstError || String(what);
  }
  window.addEventListener('error', event => failed(event.message));
  window.addEventListener('unhandledrejection', event => failed(event.reason));
  const consoleError = console.error.bind(console);
  console.error = (...args) => {
    failed(args.join(' '));
    consoleError(...args);
  };

  const data = JSON.parse(document.getElementById('data').textContent);
  const SVG = 'http://www.w3.org/2000/svg';

  /* Children are nodes or texts, never markup: nothing of the data is ever parsed as HTML. */
  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
      else if (name === 'style') Object.assign(element.style, value);
      else element.setAttribute(name, value === true ? '' : value);
    }
    for (const child of children.flat(Infinity)) {
      if (child !== null && child !== undefined && child !== false) element.append(child);
    }
    return element;
  }
  const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
  const svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

  const count = value => Number(value).toLocaleString('en-US');

  function decimals(value, most) {
    return value.toLocaleString('en-US', {maximumFractionDigits: Math.abs(value) >= 1000 ? Math.min(1, most) : most});
  }

  /* 850 µs, 12.3 ms, 4.21 s, 3 min 20 s, 1 h 30 min */
  function duration(nanos) {
    if (nanos === null || nanos === undefined) return '–';
    const seconds = Math.abs(nanos) / 1e9;
    if (nanos === 0) return '0 s';
    if (seconds < 1e-3) return (nanos / 1e3).toFixed(0) + ' µs';
    if (seconds < 1) return (nanos / 1e6).toFixed(seconds < 0.1 ? 1 : 0) + ' ms';
    if (seconds < 120) return (nanos / 1e9).toFixed(seconds < 10 ? 2 : 1) + ' s';
    const whole = Math.round(seconds);
    if (whole < 7200) return Math.floor(whole / 60) + ' min ' + (whole % 60 ? whole % 60 + ' s' : '');
    const minutes = Math.round(whole / 60);
    return Math.floor(minutes / 60) + ' h ' + (minutes % 60 ? minutes % 60 + ' min' : '');
  }

  /* A moment of the run: 12.34 s, or in a long one 4:05.23, 1:04:05.00 */
  const moment = (seconds, digits = 2) => data.charts && data.charts.spanSeconds > 180 ? clock(seconds, digits) : seconds.toFixed(digits) + ' s';
  function clock(exact, digits) {
    const seconds = Number(exact.toFixed(digits));
    const minutes = Math.floor(seconds / 60);
    const rest = (seconds - minutes * 60).toFixed(digits).padStart(digits ? digits + 3 : 2, '0');
    return minutes < 60 ? minutes + ':' + rest
        : Math.floor(minutes / 60) + ':' + String(minutes % 60).padStart(2, '0') + ':' + rest;
  }

  /* Never 100 or 0 unless it is. */
  function percent(part, all) {
    if (!all) return '–';
    const value = 100 * part / all;
    if (part < all && value > 99.99) return '> 99.99 %';
    if (part > 0 && value < 0.01) return '< 0.01 %';
    return (value > 99 || value < 1 ? decimals(Math.round(value * 100) / 100, 2) : decimals(value, 1)) + ' %';
  }

  const color = name => getComputedStyle(root).getPropertyValue('--' + name).trim();
  const dark = () => window.matchMedia('(prefers-color-scheme: dark)').matches;
  const onScheme = action => window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', action);

  // Kinds that are alike have hues that are alike: a person learns red = process, violet = network ...
  const FAMILIES = [
    [/power/, 335], [/kill|crash|restart|terminate/, 2], [/pause|stop/, 38], [/partition|isolate|cut|bridge|ring|flap|zone|city/, 268],
    [/slow-link|link|network|throttle|delay/, 220], [/disk|flip|corrupt|eio|full|stall/, 22], [/clock/, 178],
    [/transfer|member|leader/, 130], [/snapshot|compact|backup/, 85],
  ];
  const hues = new Map();
  function kindHue(kind) {
    if (!hues.has(kind)) {
      const family = FAMILIES.findIndex(each => each[0].test(kind));
      const base = family < 0 ? 205 : FAMILIES[family][1];
      const alike = [...hues.values()].filter(each => each.family === family).length;
      hues.set(kind, {family, hue: (base + (alike % 2 ? -1 : 1) * Math.ceil(alike / 2) * 9 + 360) % 360, step: alike % 3});
    }
    return hues.get(kind);
  }
  function kindColor(kind, alpha) {
    const {hue, step} = kindHue(kind);
    const light = dark() ? 64 + step * 6 : 45 + step * 7;
    return `hsla(${hue}, ${dark() ? 72 : 68}%, ${light}%, ${alpha === undefined ? 1 : alpha})`;
  }

  const NODE_HUES = [212, 28, 152, 286, 348, 52, 188, 98, 318, 240];
  const nodeColor = (index, alpha) => index < 0 ? color('line')
      : `hsla(${NODE_HUES[index % NODE_HUES.length]}, ${dark() ? 62 : 60}%, ${dark() ? 62 : 48}%, ${alpha === undefined ? 1 : alpha})`;

  const swatch = value => el('span', {class: 'swatch', style: {background: value}});
  const pill = verdict => el('span', {class: 'pill ' + verdict}, verdict);

  /* columns: [title, row -> content, class] */
  function table(columns, rows, attributes) {
    return el('table', {class: (attributes || {}).class},
        el('thead', {}, el('tr', {}, columns.map(([title, , type]) => el('th', {class: type}, title)))),
        el('tbody', {}, rows.map(row => {
          const action = (attributes || {}).onrow;
          return el('tr', {class: action && 'click', onclick: action && (() => action(row))},
              columns.map(([, content, type]) => {
                const value = content(row);
                return value instanceof HTMLTableCellElement ? value : el('td', {class: type}, value);
              }));
        })));
  }

  return {el, svg, count, decimals, duration, moment, percent, color, dark, onScheme, kindColor, nodeColor, swatch, pill, table, data};
})();
