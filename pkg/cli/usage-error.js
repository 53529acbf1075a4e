/** The command line is wrong, or names what cannot be read; its message is for who typed it. */
export class UsageError extends Error {
  code = 'USAGE'
}
