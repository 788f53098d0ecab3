// The agreement, as its form says, and the address that opens it as a new file.

(() => {
  const request = document.getElementById('request');
  const form = request.querySelector('form');
  const code = request.querySelector('.code code');
  const { port, provider, stem, url, day } = request.dataset;

  // JSON is YAML: whatever somebody types, it is a text.
  const text = (value) => JSON.stringify(value);

  function laterBy(years) {
    const [year, ...rest] = day.split('-');
    return [String(Number(year) + years), ...rest].join('-').replace('-02-29', '-02-28');
  }

  function agreement(given) {
    const lines = [
      `id: ${text(`${given.consumer.replaceAll('_', '-')}-reads-${stem}`)}`,
      'provider:',
      `  product: ${text(provider)}`,
      `  port: ${text(port)}`,
      `consumer: ${text(given.consumer)}`,
      `purpose: ${text(given.purpose)}`,
      `start: ${text(given.start)}`,
      `end: ${text(given.end)}`,
    ];
    if (given.reassess) lines.push(`reassess: ${text(given.reassess)}`);
    if (given.roles.length > 0) lines.push('roles:', ...given.roles.map((role) => `  - ${text(role)}`));
    return `${lines.join('\n')}\n`;
  }

  function read() {
    const data = new FormData(form);
    const one = (name) => String(data.get(name) ?? '').trim();
    return {
      consumer: one('consumer'),
      purpose: one('purpose'),
      start: one('start'),
      end: one('end'),
      reassess: one('reassess'),
      roles: data.getAll('roles').map(String),
    };
  }

  function missing(given) {
    if (!given.consumer) return 'Choose your product.';
    if (!given.purpose) return 'Say what you need it for.';
    if (!given.start || !given.end) return 'Choose the first and the last day.';
    return given.end < given.start ? 'The last day is before the first.' : '';
  }

  function show() {
    const given = read();
    const path = `products/${given.consumer}/agreements/${stem}.yaml`;
    const lacks = missing(given);
    code.textContent = agreement(given);
    document.getElementById('path').textContent = path;
    document.getElementById('missing').textContent = lacks;
    const open = document.getElementById('open');
    open.hidden = !url || lacks !== '';
    open.href = url
      .replaceAll('{path}', encodeURIComponent(path))
      .replaceAll('{content}', encodeURIComponent(agreement(given)));
  }

  form.elements.start.value = day;
  form.elements.end.value = laterBy(1);
  form.addEventListener('input', show);
  form.addEventListener('submit', (event) => event.preventDefault());
  show();
})();
