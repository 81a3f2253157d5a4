import type { HealthState } from '@thingdock/api';
import { Shape } from '../../../ui/shape.tsx';
import table from '../../../ui/table.module.css';
import { useFlash } from '../../../ui/use-flash.ts';
import { HEALTH_SHAPES, HEALTH_WORDS } from './health-words.ts';

/** Shape and word. Flashes once when it changes. */
export function HealthCell({ health }: { health: HealthState }) {
  const flashing = useFlash(health);
  const [shape, tone] = HEALTH_SHAPES[health];
  return (
    <span className={`${table.status} ${flashing ? table.flash : ''}`} data-health={health}>
      <Shape name={shape} tone={tone} />
      {HEALTH_WORDS[health]}
    </span>
  );
}
