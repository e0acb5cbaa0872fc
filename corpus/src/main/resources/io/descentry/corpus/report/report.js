'use strict';
const form = document.getElementById('filter');
const runs = [...document.querySelectorAll('article')];

function show() {
  const { kind, state, run } = Object.fromEntries(new FormData(form));
  let shown = 0;
  for (const article of runs) {
    const { kinds, states, run: name } = article.dataset;
    const fits = (!kind || kinds.split(' ').includes(kind)) && (!state || states.split(' ').includes(state)) && name.includes(run.trim());
    article.hidden = !fits;
    shown += fits ? 1 : 0;
  }
  form.querySelector('output').textContent = `${shown} of ${runs.length} runs`;
}

function fromAddress() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  for (const field of ['kind', 'state', 'run']) {
    form.elements[field].value = wanted.get(field) ?? '';
  }
  show();
}

form.addEventListener('submit', event => event.preventDefault());
form.addEventListener('input', () => {
  const set = [...new FormData(form)].filter(([, value]) => value);
  history.replaceState(null, '', '#' + new URLSearchParams(set));
  show();
});
addEventListener('hashchange', fromAddress);
fromAddress();

const table = document.getElementById('scores');
const heads = [...table.querySelectorAll('th')];
heads.forEach((head, column) => head.addEventListener('click', () => {
  const down = head.getAttribute('aria-sort') === 'ascending' || (column > 0 && head.getAttribute('aria-sort') !== 'descending');
  heads.forEach(other => other.removeAttribute('aria-sort'));
  head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
  const body = table.tBodies[0];
  const cell = row => row.cells[column].textContent;
  const order = (one, other) => column === 0 ? cell(one).localeCompare(cell(other))
    : cell(one) === '' || cell(other) === '' ? (cell(one) === '') - (cell(other) === '')
    : (cell(one) - cell(other)) * (down ? -1 : 1);
  const rows = [...body.rows].sort(order);
  body.append(...(column === 0 && down ? rows.reverse() : rows));
}));
