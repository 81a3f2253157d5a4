import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { CanvasButtons } from './canvas-buttons.tsx';
import { Drawing } from './drawing.tsx';
import classes from './picture.module.css';
import type { Sheet } from './read-flow.ts';
import { useWheelZoom } from './use-wheel-zoom.ts';
import { afterKey, fit, pan, type View } from './viewport.ts';

const SIZE = { width: 1100, height: 460 };

/** One tab, to be moved and enlarged with keys, mouse, fingers or the buttons. */
export function FlowCanvas({ sheet, name }: { sheet: Sheet; name: string }) {
  const frame = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState(SIZE);
  const [view, setView] = useState<View>();
  const seen = view ?? fit(sheet.extent, size);
  useSize(frame, setSize);
  useWheelZoom(frame, (change) => setView((now) => change(now ?? fit(sheet.extent, size), size)));
  const drag = useDrag((by) => setView((now) => pan(now ?? seen, by, sheet.extent)), size);

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = afterKey(event.key, seen, sheet.extent, size);
    if (!next) return;
    event.preventDefault();
    setView(event.key === '0' ? undefined : next);
  }

  return (
    <div className={classes.frame}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms */}
      <div
        ref={frame}
        className={classes.canvas}
        role="group"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what moves by keys must be reachable by keyboard
        tabIndex={0}
        aria-label={`${name}. Arrow keys move the picture, plus and minus zoom, 0 shows all of it.`}
        onKeyDown={onKeyDown}
        {...drag}
      >
        <svg viewBox={`${seen.x} ${seen.y} ${seen.width} ${seen.height}`} role="img" aria-label={name}>
          <Drawing sheet={sheet} />
        </svg>
      </div>
      <CanvasButtons
        onKey={(key) => setView(key === '0' ? undefined : afterKey(key, seen, sheet.extent, size))}
        scale={size.width / seen.width}
      />
    </div>
  );
}

function useSize(frame: React.RefObject<HTMLDivElement | null>, onSize: (size: typeof SIZE) => void) {
  const tell = useRef(onSize);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const watching = new ResizeObserver(([entry]) => {
      const { width, height } = entry?.contentRect ?? SIZE;
      if (width > 0 && height > 0) tell.current({ width, height });
    });
    watching.observe(element);
    return () => watching.disconnect();
  }, [frame]);
}

function useDrag(onMove: (by: { x: number; y: number }) => void, size: typeof SIZE) {
  const at = useRef<{ x: number; y: number }>(undefined);
  return {
    onPointerDown(event: PointerEvent) {
      if (event.button !== 0) return;
      at.current = { x: event.clientX, y: event.clientY };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove(event: PointerEvent) {
      const from = at.current;
      if (!from) return;
      at.current = { x: event.clientX, y: event.clientY };
      onMove({ x: (from.x - event.clientX) / size.width, y: (from.y - event.clientY) / size.height });
    },
    onPointerUp: () => {
      at.current = undefined;
    },
    onPointerCancel: () => {
      at.current = undefined;
    },
  };
}
