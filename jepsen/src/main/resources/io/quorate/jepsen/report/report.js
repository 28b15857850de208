'use strict';
/* Puts the page of a run together. */
(() => {
  const {el, pill} = Q;
  const {run, charts} = Q.data;

  const section = (id, title, ...content) => el('section', {id}, el('h2', {}, title), content);
  const chartBox = el('div', {class: 'charts'});
  const faultBox = el('div', {});
  const chipBoxes = [el('div', {}), el('div', {})];

  function filtered() {
    faultBox.replaceChildren(Tables.faults());
  }
  function colored() {
    chipBoxes.forEach(box => box.replaceChildren(Tables.kindChips(filtered)));
    filtered();
  }
  function drawCharts() {
    Timeline.build(chartBox, () => {
      Lanes.faultLanes();
      if (run.totals.operations) {
        Timeline.throughput();
        Timeline.latency();
        Timeline.scatter();
      }
      Lanes.leaders();
      Lanes.terms();
      Lanes.gaps();
    });
  }

  const sections = [
    ['verdicts', 'Verdicts', () => Tables.checkers()],
    Anomalies.some && ['counter-examples', 'Counter-examples', () => Anomalies.all()],
    ['timeline', 'Timeline', () => [
      el('p', {class: 'hint'}, 'Drag to zoom into all charts, double-click to zoom out. Bands are faults whose effect was seen; pale bars in the lanes were not sure. Click a kind to hide it.'),
      chipBoxes[0], el('div', {class: 'card'}, chartBox)]],
    ['faults', 'Faults', () => [
      el('p', {class: 'hint'}, 'Gap: the longest time without an answer that was there during the fault or began within 2 s of its end. ',
          'Back after: how long after its end every class of operations was served again. Click a row to see it on the timeline.'),
      chipBoxes[1], faultBox]],
    ['coverage', 'Fault coverage', () => [el('p', {class: 'hint'}, 'Faults whose effect was seen, by the role of the nodes they hit. One that hits both counts in both columns.'), Tables.coverage()]],
    ['availability', 'Availability gaps', () => Tables.gaps()],
    ['operations', 'Operations', () => [Tables.operations(), el('h2', {style: {marginTop: '18px'}}, 'Errors'), Tables.errors()]],
    ['cluster', 'Cluster and options', () => [Tables.topology(), el('div', {class: 'two', style: {marginTop: '10px'}},
        Object.keys(run.setup.options).length > 0 && Tables.pairs('Options', run.setup.options),
        run.sections.map(each => Tables.pairs(each.title, each.values)))]],
  ].filter(Boolean);

  /* Coverage and gaps are narrow: side by side where there is room. */
  function placed() {
    const made = new Map(sections.map(([id, title, content]) => [id, section(id, title, content())]));
    const pair = el('div', {class: 'pair'});
    const all = [...made].flatMap(([id, each]) => id === 'coverage' ? [pair] : id === 'availability' ? [] : [each]);
    pair.append(made.get('coverage'), made.get('availability'));
    return all;
  }

  function page() {
    return [
      el('div', {class: 'bar'}, pill(run.verdict), el('span', {class: 'name'}, run.setup.title),
          el('nav', {}, sections.map(([id, title]) => el('a', {href: '#' + id}, title)))),
      el('main', {}, Tables.hero(), Tables.tiles(), placed(),
          el('footer', {}, 'Times count from the beginning of the run, on one monotonic clock. ',
              `Charts: ${charts.widthSeconds} s a point; the scatter shows one dot for those that would lie on it. Drawn with uPlot. Beside this page: `,
              ['run.json', 'history.bin', 'options.json'].map(name => [el('a', {href: name}, name), ' ']))),
    ];
  }

  function render() {
    document.querySelectorAll('.bar, main').forEach(old => old.remove());
    document.body.prepend(...page());
    colored();
    drawCharts();
  }
  render();
  Q.onScheme(render);
  let pending = 0;
  window.addEventListener('resize', () => {
    cancelAnimationFrame(pending);
    pending = requestAnimationFrame(Timeline.resize);
  });

  // For tests of the page: whether each chart has something on it.
  if (location.hash === '#check') {
    setTimeout(() => {
      Timeline.zoom(Timeline.SPAN / 4, Timeline.SPAN / 2);
      Timeline.zoom(0, Timeline.SPAN);
      Timeline.kinds.slice(0, 1).forEach(kind => {
        Timeline.toggle(kind);
        Timeline.toggle(kind);
      });
      const painted = Timeline.plots.filter(plot => {
        const {canvas} = plot.ctx;
        const {data} = plot.ctx.getImageData(0, 0, canvas.width, canvas.height);
        let pixels = 0;
        for (let i = 3; i < data.length; i += 4) pixels += data[i] > 0 ? 1 : 0;
        return pixels > 500;
      });
      if (Timeline.plots.length) Timeline.plots[0].setCursor({left: Timeline.plots[0].over.clientWidth / 2, top: 5}, true, true);
      Object.assign(document.documentElement.dataset, {
        charts: String(Timeline.plots.length), painted: String(painted.length), anomalies: String(document.querySelectorAll('.gantt svg rect').length),
        rows: String(document.querySelectorAll('tbody tr').length),
        readout: [...document.querySelectorAll('.chart .at')].map(each => each.textContent).join(' | '),
      });
    }, 200);
  }
})();
