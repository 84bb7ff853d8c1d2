// The colours of the first frame: as theme.js decides, but before the stylesheets, where no module can run.
(() => {
  let theme = new URLSearchParams(location.hash.slice(1)).get('theme');
  try {
    theme ||= localStorage.getItem('mind.theme');
  } catch {
    // storage may be forbidden; the system then decides
  }
  const known = theme === 'dark' || theme === 'light';
  document.documentElement.dataset.theme = known ? theme : matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
})();
