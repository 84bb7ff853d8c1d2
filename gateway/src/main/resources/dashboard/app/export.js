// What is shown, as a file: the picture as PNG, the nodes as CSV.

export function save(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A cell; one that a spreadsheet would take for a formula gets an apostrophe in front. */
function cell(value) {
  let text = String(value ?? '');
  if (typeof value === 'string' && /^[=+\-@\t]/.test(text)) text = `'${text}`;
  return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

export function csv(picture) {
  const rows = ['id,name,type,energy,threshold,active,subentity,links'];
  for (let i = 0; i < picture.nodes; i++) {
    rows.push([picture.id[i], picture.name[i], picture.nodeTypes[picture.type[i]] ?? '', picture.e[i], picture.t[i], picture.e[i] >= picture.t[i] ? 1 : 0,
      picture.subName[picture.places.home[i]] ?? '', picture.degree(i)].map(cell).join(','));
  }
  return new Blob([`${rows.join('\n')}\n`], { type: 'text/csv' });
}
