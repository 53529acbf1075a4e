// How the build resolves an import of a file's text.

declare module '*?text' {
  const text: string
  export default text
}
