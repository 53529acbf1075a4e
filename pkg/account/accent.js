/**
 * The stylesheet with the provider's colour, and on it the one of black and white that is easier to read.
 *
 * @param {string} style
 * @param {{ light: string, dark: string }} accent
 */
export function styleOf(style, { light, dark }) {
  return `${style}\n:root { --accent: light-dark(${light}, ${dark}); --on-accent: light-dark(${inkOn(light)}, ${inkOn(dark)}); }\n`
}

/** @param {string} colour `#rrggbb` */
const inkOn = (colour) => {
  const luminance = luminanceOf(colour)
  // WCAG 2.2, contrast ratio: of white, and of black.
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? '#fff' : '#000'
}

/** WCAG 2.2, relative luminance. @param {string} colour */
const luminanceOf = (colour) => {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
