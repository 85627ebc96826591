// A drawing of icons.svg, as the templates' {% icon %} makes it.

const SVG = "http://www.w3.org/2000/svg";
const DRAWINGS = new URL("../icons.svg", import.meta.url).pathname;

export function drawing(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(SVG, "use"));
  svg.firstChild.setAttribute("href", `${DRAWINGS}#i-${name}`);
  return svg;
}
