export { accountPage } from './account-page.js'

/** @typedef {import('./options.js').AccountOptions} AccountOptions */
