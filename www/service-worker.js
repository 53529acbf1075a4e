// Network first, so a new version shows at once; the copy answers only when there is no network.

const NAME = 'countersign'
const FILES = /* the files beside this one; `cargo xtask www` checks the list */ [
  './', 'advice.js', 'claims.js', 'copying.js', 'countersign.js', 'credential.js', 'element.js', 'expectations.js', 'field.js', 'forgery.js',
  'fragment.js', 'icon.svg', 'inspector.js', 'instants.js', 'json-view.js', 'key-field.js', 'key-material.js', 'maker.js', 'manifest.webmanifest', 'memory.js',
  'offline.js', 'page-key.js', 'registered.js', 'report.js', 'samples.js', 'secret.js', 'slim.js', 'style.css', 'theme.js', 'timeline.js', 'verdict.js',
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
