// The search box: a combobox over everything that has a name.

const MOST_FOUND = 40;
const KIND_ORDER = { product: 0, port: 1, table: 2, column: 3 };
const input = byId('search');
const list = byId('found');
let index = null;
let found = [];
let active = -1;

// Made at the first search, not before the page is seen.
function searchIndex() {
  const entries = [];
  const add = (kind, number, name, path) =>
    entries.push({ kind, number, name: name.toLowerCase(), path: path.toLowerCase() });
  products.forEach((one, i) => add('product', i, `${one.name} ${one.id}`, one.domain ?? ''));
  ports.forEach((one, i) => add('port', i, one.id, products[one.product].name));
  tables.forEach((one, i) => add('table', i, one.name, products[one.product].name));
  for (let i = 0; i < columnCount; i += 1) {
    const table = tables[tableOfColumn[i]];
    if (i !== rowsOfTable[tableOfColumn[i]]) {
      add('column', i, columns.name[i], `${products[table.product].id} ${table.name}`);
    }
  }
  return entries;
}

// The last word is looked for in the name, those before it also in what it belongs to.
function search(text) {
  const words = text.toLowerCase().split(/[\s.]+/).filter(Boolean);
  if (words.length === 0) return [];
  index ??= searchIndex();
  const last = words.at(-1);
  const before = words.slice(0, -1);
  const hits = [];
  for (const entry of index) {
    const at = entry.name.indexOf(last);
    if (at < 0 || !before.every((word) => entry.path.includes(word) || entry.name.includes(word))) continue;
    const rank = entry.name === last ? 0 : at === 0 ? 1 : /[\s_-]/.test(entry.name[at - 1]) ? 2 : 3;
    hits.push({ entry, rank });
  }
  hits.sort(
    (a, b) =>
      a.rank - b.rank ||
      KIND_ORDER[a.entry.kind] - KIND_ORDER[b.entry.kind] ||
      a.entry.name.length - b.entry.name.length ||
      a.entry.number - b.entry.number,
  );
  return hits;
}

function close() {
  list.hidden = true;
  active = -1;
  input.setAttribute('aria-expanded', 'false');
  input.removeAttribute('aria-activedescendant');
}

function activate(next) {
  list.children[active]?.setAttribute('aria-selected', 'false');
  active = next;
  const option = list.children[active];
  option.setAttribute('aria-selected', 'true');
  option.scrollIntoView({ block: 'nearest' });
  input.setAttribute('aria-activedescendant', option.id);
}

function choose(entry) {
  input.value = '';
  close();
  open({ kind: entry.kind, number: entry.number });
}

const KIND_NAMES = { product: 'product', port: 'contract', table: 'table', column: 'column' };

function whereOf({ kind, number }) {
  if (kind === 'product') return products[number].domain ?? '';
  const product = products[productOf({ kind, number })].name;
  return kind === 'column' ? `${product} › ${tables[tableOfColumn[number]].name}` : product;
}

function showFound() {
  const hits = search(input.value);
  found = hits.slice(0, MOST_FOUND).map((hit) => hit.entry);
  list.replaceChildren(
    ...found.map((entry, i) =>
      element(
        'li',
        {
          role: 'option',
          id: `found-${i}`,
          'aria-selected': 'false',
          on: { pointerdown: (event) => { event.preventDefault(); choose(entry); } },
        },
        element('span', { class: 'kind', text: KIND_NAMES[entry.kind] }),
        element('span', {
          class: 'name',
          text: entry.kind === 'column' ? columns.name[entry.number] : nameOf(entry),
        }),
        element('span', { class: 'where', text: whereOf(entry) }),
      ),
    ),
  );
  if (input.value.trim() === '') return close();
  if (found.length === 0) list.append(element('li', { class: 'none', text: 'Nothing has this name.' }));
  list.hidden = false;
  input.setAttribute('aria-expanded', 'true');
  active = -1;
  if (found.length > 0) activate(0);
  const more = hits.length - found.length;
  say(`${counted(hits.length, 'result')}${more > 0 ? `, the first ${found.length} are shown` : ''}`);
  return undefined;
}

input.addEventListener('input', showFound);
input.addEventListener('blur', close);
input.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    input.value = '';
    close();
  } else if (found.length > 0 && !list.hidden) {
    const steps = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (steps) activate((active + steps + found.length) % found.length);
    else if (event.key === 'Enter') choose(found[active]);
    else return;
  } else return;
  event.preventDefault();
  event.stopPropagation();
});
