/**
 * Whether what is sent to this address, or comes from it, can be read and replaced only there.
 *
 * @param {Pick<URL, 'protocol' | 'hostname'>} url
 */
export function isPrivateAddress({ protocol, hostname }) {
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/
