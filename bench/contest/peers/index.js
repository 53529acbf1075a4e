// Literal paths, so that a bundler finds them; imported one by one, so that one that cannot load here is a line in the table.
const modules = {
  countersign: () => import('./countersign.js'),
  jose: () => import('./jose.js'),
  'fast-jwt': () => import('./fast-jwt.js'),
  '@node-rs/jsonwebtoken': () => import('./node-rs-jsonwebtoken.js'),
  'aws-jwt-verify': () => import('./aws-jwt-verify.js'),
  'hono/jwt': () => import('./hono.js'),
  'crypto.verify (bare)': () => import('./node-crypto.js'),
  'subtle.verify (bare)': () => import('./web-crypto.js'),
}

/** The contestants that load in this runtime, and why the others do not. */
export async function contestants() {
  const present = []
  const absent = {}
  for (const [name, load] of Object.entries(modules)) {
    try {
      present.push(...(await load()).contestants)
    } catch (error) {
      absent[name] = firstLine(error)
    }
  }
  return { present, absent }
}

export function firstLine(error) {
  return String(error?.message ?? error).split('\n')[0]
}
