// Dark or light: as the system says, until somebody chose; the choice is remembered.

const KEY = 'mind.theme';
const system = matchMedia('(prefers-color-scheme: light)');

function remembered() {
  try {
    return localStorage.getItem(KEY) ?? '';
  } catch {
    return ''; // storage may be forbidden; then a choice lasts as long as the page
  }
}

let chosen = '';
const listeners = [];

export const theme = () => chosen || (system.matches ? 'light' : 'dark');

export const chosenTheme = () => chosen;

function apply() {
  document.documentElement.dataset.theme = theme();
  for (const listener of listeners) listener(theme());
}

export function startTheme(wanted) {
  chosen = ['dark', 'light'].includes(wanted) ? wanted : remembered();
  system.addEventListener('change', apply);
  apply();
}

export function chooseTheme(name) {
  chosen = name;
  try {
    localStorage.setItem(KEY, name);
  } catch {
    // as above
  }
  apply();
}

export const onTheme = listener => listeners.push(listener);
