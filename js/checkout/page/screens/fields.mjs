import { el } from '../dom.mjs';

/** An input with its label, its hint and a place for what is wrong with it. */
export function field({ name, key, hint = [`${key}.hint`], type = 'text', about: _, ...attributes }, value = '') {
  const described = [hint && `${name}-hint`, `${name}-wrong`].filter(Boolean).join(' ');
  const input = el('input', { id: name, name, type, required: true, 'aria-describedby': described, ...attributes });
  input.value = value;
  return el('div', { class: 'field' },
    el('label', { for: name, say: key }),
    hint && el('p', { id: `${name}-hint`, class: 'hint', say: hint }),
    input,
    el('p', { id: `${name}-wrong`, class: 'wrong', role: 'alert' }));
}

/** Sentences one after the other. */
export const spoken = (sentences) => sentences.flatMap((said) => [el('span', { say: said }), ' ']);

/** Says at an input what is wrong, and goes there. */
export function fail(form, name, ...sentences) {
  const input = form.querySelector(`#${name}`);
  input.setAttribute('aria-invalid', 'true');
  form.querySelector(`#${name}-wrong`).replaceChildren(...spoken(sentences));
  input.focus();
  input.select();
}

/** Nothing is wrong until the next look. */
export function mend(form) {
  for (const input of form.querySelectorAll('[aria-invalid]')) input.removeAttribute('aria-invalid');
  for (const place of form.querySelectorAll('.wrong, .problem')) place.replaceChildren();
}
