// The search box: a combobox over everything that has a name.

const MOST_FOUND = 40;
const KIND_ORDER = { product: 0, port: 1, table: 2, column: 3 };
const input = byId('search');
const list = byId('found');
let index = null;
let found = [];
let active = -1;

// Made at the first search, not before the page is seen. `more` is what else is known of it.
function searchIndex() {
  const entries = [];
  const add = (kind, number, name, path, more) =>
    entries.push({
      kind,
      number,
      name: name.toLowerCase(),
      path: path.toLowerCase(),
      more: more.filter(([, text]) => text),
    });
  products.forEach((one, i) =>
    add('product', i, `${one.name} ${one.id}`, one.domain ?? '', [
      ['domain', one.domain],
      ['owner', one.owner],
      ['tags', one.tags],
      ['description', one.description],
    ]),
  );
  ports.forEach((one, i) =>
    add('port', i, one.id, products[one.product].name, [
      ['name', one.name],
      ['owner', one.owner],
      ['status', one.status],
      ['tags', one.tags],
      ['description', one.description],
    ]),
  );
  tables.forEach((one, i) =>
    add('table', i, tableNames[i], products[one.product].name, [
      ['tags', one.tags],
      ['description', one.description],
    ]),
  );
  for (let i = 0; i < columnCount; i += 1) {
    const table = tables[tableOfColumn[i]];
    if (i === rowsOfTable[tableOfColumn[i]]) continue;
    add('column', i, columns.name[i], pathTo(table), [
      ['classification', withSynonyms(columns.classification[i])],
      ['carries', withSynonyms(columns.carries[i])],
      ['tags', columns.tags[i]],
      ['description', columns.description[i]],
    ]);
  }
  return entries;
}

function pathTo(table) {
  const { id, name, domain = '' } = products[table.product];
  return `${domain} ${id} ${name} ${table.name}`;
}

// As people call it who look for it.
function withSynonyms(words) {
  return words?.includes('personal data') ? `${words} (PII)` : words;
}

const RANK_OF_MORE = 4;
const RANK_OF_NEAR = 5;

// What finds a word in a text, with hyphens or without: email, e-mail.
function patternOf(word) {
  const letters = [...(word.replaceAll('-', '') || word)];
  return new RegExp(
    letters.map((one) => one.replace(/[.*+?^${}()|[\]\\/]/, '\\$&')).join('-?'),
    'i',
  );
}

function rankOf(entry, last, pattern) {
  const at = entry.name.indexOf(last);
  if (at >= 0)
    return entry.name === last ? 0 : at === 0 ? 1 : /[\s_-]/.test(entry.name[at - 1]) ? 2 : 3;
  return entry.more.some(([, text]) => pattern.test(text)) ? RANK_OF_MORE : -1;
}

// A description has so many words that one of them is always similar.
function nearIn(entry, word) {
  if (isNear(word, entry.name)) return 'name';
  const near = entry.more.find(
    ([field, text]) => field !== 'description' && isNear(word, text.toLowerCase()),
  );
  return near ? `${near[0]}: ${near[1]}` : null;
}

// The last word is looked for in the name and in what is known of it, those before it also in what
// it belongs to. Only if nothing has it, names that differ by a typo are found.
function search(text) {
  const words = text
    .toLowerCase()
    .split(/[\s.]+/)
    .filter(Boolean);
  if (words.length === 0) return [];
  index ??= searchIndex();
  const last = words.at(-1);
  const before = words.slice(0, -1);
  const patterns = before.map(patternOf);
  const hasAll = (entry) =>
    before.every(
      (word, i) =>
        entry.path.includes(word) ||
        entry.name.includes(word) ||
        entry.more.some(([, one]) => patterns[i].test(one)),
    );
  const pattern = patternOf(last);
  const within = index.filter(hasAll);
  let hits = within
    .map((entry) => ({ entry, rank: rankOf(entry, last, pattern) }))
    .filter((hit) => hit.rank >= 0);
  if (hits.length === 0 && last.length >= LEAST_TYPED) {
    hits = within
      .map((entry) => ({ entry, rank: RANK_OF_NEAR, near: nearIn(entry, last) }))
      .filter((hit) => hit.near);
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

// Where the word was found, if not in the name: the text around it.
const AROUND_WORD = 40;

function whyFound({ entry, rank, near }) {
  if (rank === RANK_OF_NEAR) return `similar ${near}`;
  if (rank !== RANK_OF_MORE) return '';
  const last = input.value
    .toLowerCase()
    .split(/[\s.]+/)
    .filter(Boolean)
    .at(-1);
  const pattern = patternOf(last);
  const [field, text] = entry.more.find(([, one]) => pattern.test(one));
  const start = Math.max(0, text.search(pattern) - AROUND_WORD);
  const part = text.slice(start, start + last.length + 2 * AROUND_WORD);
  return `${field}: ${start > 0 ? '…' : ''}${part}${start + part.length < text.length ? '…' : ''}`;
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
  const first = hits.slice(0, MOST_FOUND);
  found = first.map((hit) => hit.entry);
  list.replaceChildren(
    ...first.map((hit, i) => {
      const { entry } = hit;
      const why = whyFound(hit);
      return element(
        'li',
        {
          role: 'option',
          id: `found-${i}`,
          'aria-selected': 'false',
          on: {
            pointerdown: (event) => {
              event.preventDefault();
              choose(entry);
            },
          },
        },
        element('span', { class: 'kind', text: KIND_NAMES[entry.kind] }),
        element('span', {
          class: 'name',
          text: entry.kind === 'column' ? columns.name[entry.number] : nameOf(entry),
        }),
        element('span', { class: 'where', text: whereOf(entry) }),
        why ? element('small', { class: 'why', text: why }) : null,
      );
    }),
  );
  if (input.value.trim() === '') return close();
  if (found.length === 0)
    list.append(
      element('li', { class: 'none', text: `Nothing found for “${input.value.trim()}”.` }),
    );
  list.hidden = false;
  input.setAttribute('aria-expanded', 'true');
  active = -1;
  if (found.length > 0) activate(0);
  const more = hits.length - found.length;
  say(
    `${counted(hits.length, 'result')}${more > 0 ? `, the first ${found.length} are shown` : ''}`,
  );
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
