/** A package of this folder: what is imported is looked up from here. */
export function load(name) {
  return import(name)
}
