// The view in the page's address (`#citizen=iris&node=…&view=six&theme=light`), so that it can be sent to a colleague.

export function readAddress(location) {
  const hash = new URLSearchParams(location.hash.slice(1));
  return {
    citizen: hash.get('citizen') ?? '',
    view: hash.get('view') ?? '',
    node: hash.get('node') ?? '',
    sub: hash.get('sub') ?? '',
    theme: hash.get('theme') ?? '',
  };
}

export function writeAddress(location, history, fields) {
  const hash = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value) hash.set(name, value);
  const text = hash.toString();
  if (location.hash.slice(1) !== text) history.replaceState(null, '', `${location.pathname}${location.search}${text ? `#${text}` : ''}`);
}
