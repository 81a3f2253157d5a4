import type { XmlValue } from '../stand-in.ts';

/** Writes one element. `undefined` writes nothing, an array one element per item, an empty object or text an empty element. */
export function xmlElement(name: string, value: XmlValue): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((item) => xmlElement(name, item)).join('');
  const content = typeof value === 'object' ? xmlChildren(value) : escapeXml(String(value));
  return `<${name}>${content}</${name}>`;
}

export const xmlChildren = (value: { [element: string]: XmlValue }): string =>
  Object.entries(value)
    .map(([name, child]) => xmlElement(name, child))
    .join('');

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' };

export const escapeXml = (text: string) => text.replace(/[&<>"\r]/g, (char) => ENTITIES[char] ?? char);
