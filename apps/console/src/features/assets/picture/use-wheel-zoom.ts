import { type RefObject, useEffect, useRef } from 'react';
import { type Size, type View, zoom } from './viewport.ts';

type Change = (view: View, size: Size) => View;

/**
 * Zooms with the wheel while Ctrl or ⌘ is held, and with two fingers on a touchpad, which browsers tell the same way. The
 * wheel alone scrolls the page, as everywhere. React listens passively, so that it could not keep the page from zooming.
 */
export function useWheelZoom(frame: RefObject<HTMLElement | null>, onChange: (change: Change) => void): void {
  const tell = useRef(onChange);
  useEffect(() => {
    tell.current = onChange;
  });
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const at = { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
      tell.current((view, size) => zoom(view, Math.exp(-event.deltaY / 200), size, at));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [frame]);
}
