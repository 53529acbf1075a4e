// Network first, so a new version shows at once; the copy answers only when there is no network.

const NAME = 'countersign'
const FILES = /* the files beside this one; `cargo xtask www` checks the list */ [
  './', 'fragment.js', 'icon.svg', 'inspector.js', 'manifest.webmanifest', 'style.css', 'wasm.js',
]

addEventListener('install', (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(FILES)).then(() => skipWaiting()))
})

addEventListener('activate', (event) => event.waitUntil(clients.claim()))

addEventListener('fetch', (event) => {
  const { method, url } = event.request
  if (method === 'GET' && new URL(url).origin === location.origin) event.respondWith(answer(event.request))
})

async function answer(request) {
  const cache = await caches.open(NAME)
  try {
    const response = await fetch(request)
    if (response.ok) await cache.put(request.url.split(/[?#]/)[0], response.clone())
    return response
  } catch (error) {
    const kept = await cache.match(request, { ignoreSearch: true })
    if (kept) return kept
    throw error
  }
}
