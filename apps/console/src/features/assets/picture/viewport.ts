import type { Extent } from './read-flow.ts';

/** The part of a drawing that is seen, in the drawing's own units. */
export type View = Extent;

/** Never more than twice the size that Node-RED shows, nor less than a few pixels a node. */
const LARGEST = 2;
const SMALLEST = 0.08;

export type Size = { width: number; height: number };

/** All of it, in the middle, not larger than in Node-RED. */
export function fit(extent: Extent, { width, height }: Size): View {
  const scale = Math.min(1, width / extent.width, height / extent.height);
  const seen = { width: width / scale, height: height / scale };
  return {
    x: extent.x + (extent.width - seen.width) / 2,
    y: extent.y + (extent.height - seen.height) / 2,
    ...seen,
  };
}

/** Nearer (factor above 1) or farther, keeping a point where it is: shares (0–1) of the view from its upper left. */
export function zoom(view: View, factor: number, { width }: Size, at = { x: 0.5, y: 0.5 }): View {
  const scale = width / view.width;
  const bounded = Math.min(LARGEST, Math.max(SMALLEST, scale * factor)) / scale;
  const seen = { width: view.width / bounded, height: view.height / bounded };
  return {
    x: view.x + (view.width - seen.width) * at.x,
    y: view.y + (view.height - seen.height) * at.y,
    ...seen,
  };
}

/** Moved by shares of what is seen, never so far that nothing of the drawing is left. */
export function pan(view: View, by: { x: number; y: number }, extent: Extent): View {
  const x = view.x + view.width * by.x;
  const y = view.y + view.height * by.y;
  return {
    ...view,
    x: clamp(x, extent.x - view.width * 0.9, extent.x + extent.width - view.width * 0.1),
    y: clamp(y, extent.y - view.height * 0.9, extent.y + extent.height - view.height * 0.1),
  };
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** What a key does to the view; `undefined` for one that does nothing here. */
export function afterKey(key: string, view: View, extent: Extent, size: Size): View | undefined {
  switch (key) {
    case 'ArrowLeft':
      return pan(view, { x: -0.15, y: 0 }, extent);
    case 'ArrowRight':
      return pan(view, { x: 0.15, y: 0 }, extent);
    case 'ArrowUp':
      return pan(view, { x: 0, y: -0.15 }, extent);
    case 'ArrowDown':
      return pan(view, { x: 0, y: 0.15 }, extent);
    case '+':
    case '=':
      return zoom(view, 1.3, size);
    case '-':
      return zoom(view, 1 / 1.3, size);
    case '0':
      return fit(extent, size);
    default:
      return undefined;
  }
}
