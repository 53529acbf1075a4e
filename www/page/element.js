// Text stays text: nothing on this page parses markup, and its CSP (Trusted Types) forbids it.

/** One element with its attributes and children; `null` children and `false` attributes are left out. */
export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') node.addEventListener(key, value)
    else if (value !== false && value != null) node.setAttribute(key, value === true ? '' : value)
  }
  node.append(...children.flat(Infinity).filter((child) => child != null))
  return node
}

/** The element of the page with this id. */
export const byId = (id) => document.getElementById(id)

/** A list of two columns: name and value. Rows whose value is null are left out. */
export function facts(rows) {
  return rows.filter(([, value]) => value != null).flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)])
}
