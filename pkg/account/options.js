import { invalidOption } from '../http/invalid-option.js'
import { byDefault, check, isPlainObject, isText, optional, readOptions } from '../lib/option-table.js'

/**
 * The options with their defaults. Throws ERR_OPTION_INVALID for a wrong or an unknown one.
 *
 * @param {unknown} options
 * @returns {Required<Omit<AccountOptions, 'exampleUrl'>> & Pick<AccountOptions, 'exampleUrl'>}
 */
export function accountOptions(options) {
  return /** @type {any} */ (readOptions(options, OPTIONS, invalidOption))
}

const areMeanings = check(
  (meanings) => isPlainObject(meanings) && Object.values(meanings).every((meaning) => typeof meaning === 'string'),
  'must be an object: what each means, by its name',
)
const isColour = (/** @type {unknown} */ colour) => typeof colour === 'string' && /^#[0-9a-f]{6}$/i.test(colour)
const areColours = check(
  (colours) => isPlainObject(colours) && Object.keys(colours).every((name) => name === 'light' || name === 'dark') && isColour(colours.light) && isColour(colours.dark),
  'must be { light, dark }, each a colour like #0b6a6a',
)

const OPTIONS = {
  accent: byDefault({ light: '#1d1c1a', dark: '#ece9e2' }, areColours),
  exampleUrl: optional(check((url) => typeof url === 'string' && URL.canParse(url) && /^https?:/.test(url), 'must be an http(s) URL')),
  name: byDefault('Your account', isText(80)),
  path: byDefault('/account', check((path) => typeof path === 'string' && /^(?:\/[\w.~-]+)+$/.test(path) && !/\/\.{1,2}(?:\/|$)/.test(path), 'must be a path like /account')),
  roles: byDefault({}, areMeanings),
  scopes: byDefault({}, areMeanings),
}

/**
 * @typedef {object} AccountOptions
 * @property {string} [path] where the page is, below the service's own path (`/account`)
 * @property {string} [name] of the product, in the page's title
 * @property {Record<string, string>} [scopes] what each scope means, in the words of the people who choose; in this order
 * @property {Record<string, string>} [roles] what each role means
 * @property {string} [exampleUrl] what the ready `curl` line asks (the service's `/me`)
 * @property {{ light: string, dark: string }} [accent] the colour of what one presses, in both themes: `#rrggbb`
 */
