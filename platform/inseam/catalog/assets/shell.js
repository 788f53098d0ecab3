// What every page has: colours, text to copy, and how the search gets what it looks in.

const root = document.documentElement.dataset.root;
const THEMES = ['', 'light', 'dark'];
const THEME_SIGNS = { '': '◐ Auto', light: '○ Light', dark: '● Dark' };
const THEME_KEY = 'catalog-theme';

// Where a browser keeps nothing for pages from disk, the choice holds for one page.
function kept() {
  try {
    return localStorage.getItem(THEME_KEY) ?? '';
  } catch {
    return '';
  }
}

function keep(theme) {
  try {
    localStorage.setItem(THEME_KEY, theme);
  } catch {
    // Then not.
  }
}

let theme = THEMES.includes(kept()) ? kept() : '';

function showTheme() {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  byId('theme').textContent = THEME_SIGNS[theme];
  byId('theme').setAttribute('aria-label', `Colours: ${theme || 'as the system'}`);
}

byId('theme').addEventListener('click', () => {
  theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  keep(theme);
  showTheme();
});
showTheme();

function say(text) {
  byId('said').textContent = text;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

for (const button of document.querySelectorAll('.copy')) {
  button.addEventListener('click', async () => {
    const code = button.parentElement.querySelector('code');
    const done = await copy(code.textContent);
    if (!done) getSelection().selectAllChildren(code);
    button.textContent = done ? 'Copied' : 'Selected';
    say(done ? 'Copied' : 'Selected: press Ctrl and C');
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 2000);
  });
}

// A file next to the page, loaded when it is first asked for.
function load(path, name) {
  return new Promise((done, failed) => {
    const script = element('script', { src: root + path });
    script.addEventListener('load', () => done(window[name]));
    script.addEventListener('error', failed);
    document.head.append(script);
  });
}
