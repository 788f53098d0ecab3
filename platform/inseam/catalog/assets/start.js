// The list of products: what is chosen is in the address, so that it can be sent to others.

(() => {
  const byId = (id) => document.getElementById(id);
  const given = window.catalogProducts;
  const count = given.name.length;
  // What repeats is known by its number.
  const numbered = (key) => given[key][1].map((number) => given[key][0][number]);
  for (const key of ['kind', 'domain', 'owner', 'status', 'archetype']) given[key] = numbered(key);
  given.tags = given.tags[1].map((numbers) => numbers.map((number) => given.tags[0][number]));
  const rows = Array.from({ length: count }, (_, i) =>
    Object.fromEntries(Object.entries(given).map(([key, values]) => [key, values[i]])),
  );
  const FACETS = [
    ['kind', 'Kind', (row) => [row.kind]],
    ['domain', 'Domain', (row) => [row.domain || 'none']],
    ['owner', 'Owner', (row) => [row.owner || 'nobody']],
    ['status', 'Status', (row) => [row.status || 'none']],
    ['archetype', 'Archetype', (row) => (row.archetype ? [row.archetype] : [])],
    ['data', 'Personal data', (row) => [row.personal ? 'contains some' : 'none said']],
    ['policies', 'Policies', (row) => (row.broken < 0 ? [] : [row.broken ? 'breaks some' : 'keeps all'])],
    ['tag', 'Tag', (row) => row.tags],
  ];
  const COLUMNS = [
    ['name', 'Name', (row) => row.name.toLowerCase()],
    ['domain', 'Domain', (row) => row.domain],
    ['owner', 'Owner', (row) => row.owner],
    ['status', 'Status', (row) => row.status],
    ['readers', 'Readers', (row) => -row.readers],
    ['broken', 'Policies', (row) => -row.broken],
  ];
  const MOST_OPTIONS = 8;
  let sortedBy = 'name';
  let backwards = false;

  function make(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === 'text') made.textContent = value;
      else if (value !== false && value !== undefined) made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  }

  function chosen() {
    const asked = new Map(FACETS.map(([name]) => [name, new Set()]));
    for (const part of location.hash.slice(1).split('&')) {
      const [name, value = ''] = part.split('=');
      try {
        if (asked.has(name)) asked.get(name).add(decodeURIComponent(value));
      } catch {
        // A broken escape: as if it were not there.
      }
    }
    return asked;
  }

  function addressOf(asked) {
    const parts = [...asked].flatMap(([name, values]) =>
      [...values].map((value) => `${name}=${encodeURIComponent(value)}`),
    );
    return `#${parts.join('&')}`;
  }

  function fits(row, asked, without) {
    return FACETS.every(([name, , values]) => {
      const wanted = asked.get(name);
      return name === without || wanted.size === 0 || values(row).some((one) => wanted.has(one));
    });
  }

  function showFacets(asked) {
    const focused = document.activeElement?.dataset?.facet;
    byId('facets').replaceChildren(
      ...FACETS.flatMap(([name, title, values]) => {
        const counts = new Map();
        for (const row of rows)
          for (const value of values(row)) if (!counts.has(value)) counts.set(value, 0);
        for (const row of rows.filter((one) => fits(one, asked, name)))
          for (const value of values(row)) counts.set(value, counts.get(value) + 1);
        if (counts.size < 2 && asked.get(name).size === 0) return [];
        const listed = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
        const first = listed.filter(([value], i) => i < MOST_OPTIONS || asked.get(name).has(value));
        return [
          make(
            'fieldset',
            {},
            make('legend', { text: title }),
            ...first.map(([value, number]) => {
              const key = `${name}=${value}`;
              const box = make('input', { type: 'checkbox', 'data-facet': key });
              box.checked = asked.get(name).has(value);
              box.addEventListener('change', () => {
                const next = chosen();
                if (box.checked) next.get(name).add(value);
                else next.get(name).delete(value);
                location.hash = addressOf(next);
              });
              return make(
                'label',
                { class: number === 0 ? 'none' : '' },
                box,
                make('span', { text: value }),
                make('small', { text: String(number) }),
              );
            }),
            ...(listed.length > first.length
              ? [make('small', { text: `and ${listed.length - first.length} more: search for them` })]
              : []),
          ),
        ];
      }),
    );
    for (const box of document.querySelectorAll('[data-facet]'))
      if (box.dataset.facet === focused) box.focus();
  }

  function showHead() {
    document.querySelector('#list thead tr').replaceChildren(
      ...COLUMNS.map(([name, title]) => {
        const button = make('button', { type: 'button', text: title });
        button.addEventListener('click', () => {
          backwards = sortedBy === name && !backwards;
          sortedBy = name;
          show();
          [...document.querySelectorAll('#list th button')]
            .find((one) => one.textContent === title)
            .focus();
        });
        const sort = sortedBy === name ? (backwards ? 'descending' : 'ascending') : undefined;
        const kind = ['readers', 'broken'].includes(name) ? 'number' : undefined;
        return make('th', { scope: 'col', 'aria-sort': sort, class: kind }, button);
      }),
    );
  }

  function rowOf(row) {
    const stands = row.broken < 0 ? '–' : row.broken === 0 ? 'all kept' : `${row.broken} broken`;
    return make(
      'tr',
      {},
      make('td', {}, make('a', { href: row.address, text: row.name }), make('small', { text: row.purpose })),
      make('td', { text: row.domain }),
      make('td', { text: row.owner }),
      make('td', {}, make('span', { class: `badge is-${row.status}`, text: row.status || 'none' })),
      make('td', { class: 'number', text: String(row.readers) }),
      make('td', { class: row.broken > 0 ? 'number warn' : 'number dim', text: stands }),
    );
  }

  function show() {
    const asked = chosen();
    const key = COLUMNS.find(([name]) => name === sortedBy)[2];
    const fitting = rows.filter((row) => fits(row, asked));
    const compare = (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
    fitting.sort((a, b) => (backwards ? compare(b, a) : compare(a, b)));
    showFacets(asked);
    showHead();
    document.querySelector('#list tbody').replaceChildren(...fitting.map(rowOf));
    const all = fitting.length === rows.length;
    byId('shown').textContent = all ? `${count} entries` : `${fitting.length} of ${count} entries`;
    byId('clear').hidden = all;
  }

  byId('clear').addEventListener('click', () => {
    location.hash = '#';
  });
  // Open beside the list, folded above it.
  const wide = matchMedia('(min-width: 1001px)');
  const fold = () => {
    byId('facets-box').open = wide.matches;
  };
  wide.addEventListener('change', fold);
  fold();
  addEventListener('hashchange', show);
  show();
})();
