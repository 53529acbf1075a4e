/** Registers the service worker where there can be one (https and localhost); without it the page is merely online. */
export async function offline() {
  if (!('serviceWorker' in navigator)) return
  // The CSP demands a Trusted Type for a script's address; this is the only policy it allows.
  const policy = globalThis.trustedTypes?.createPolicy('offline', { createScriptURL: (url) => url })
  await navigator.serviceWorker.register(policy ? policy.createScriptURL('service-worker.js') : 'service-worker.js').catch(() => {})
}
