/** A package of this folder: what is imported is looked up from here. */
export const load = (name) => import(name)
