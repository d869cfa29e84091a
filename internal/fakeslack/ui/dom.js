// Making elements without markup in strings: what people wrote never becomes HTML.

// h makes an element. Properties that begin with "on" are listeners; "class" and "data-…" are as in HTML; a value of
// false, null or undefined leaves the property out.
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (key === 'value' || key === 'checked' || key === 'selected') node[key] = value;
    else node.setAttribute(key, value === true ? '' : value);
  }
  append(node, children);
  return node;
}

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child);
  }
}

// fill replaces what is in an element.
export function fill(node, ...children) {
  node.replaceChildren();
  append(node, children);
}

// keep makes the children of a node equal to a list, and moves only what is out of place, so that focus stays.
export function keep(node, wanted) {
  const set = new Set(wanted);
  for (const child of [...node.childNodes]) if (!set.has(child)) child.remove();
  wanted.forEach((child, i) => {
    if (node.childNodes[i] !== child) node.insertBefore(child, node.childNodes[i] ?? null);
  });
}

let last = 0;

// uid draws an id for an element that another must point to.
export function uid(prefix) {
  last += 1;
  return `${prefix}-${last}`;
}
