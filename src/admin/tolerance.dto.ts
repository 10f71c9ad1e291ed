import { ApiProperty } from '@nestjs/swagger';
import { TOLERANCE_SENTENCES } from '../protocol/tolerance/tolerance-sentences.js';
import { TOLERANCES, type Tolerance, type Tolerances } from '../protocol/tolerance/tolerances.js';
import type { ToleranceUses } from '../tenancy/tolerance-use-store.js';

export class ToleranceView {
  @ApiProperty({ enum: TOLERANCES, example: 'opCase' })
  readonly name: Tolerance;

  @ApiProperty({ description: 'What it accepts, and the section of the RFC that says otherwise' })
  readonly description: string;

  @ApiProperty({ description: 'Whether it is accepted now: by the mode of the connector, or by its own switch' })
  readonly enabled: boolean;

  @ApiProperty({ example: 42, description: 'Calls that made use of it and succeeded' })
  readonly uses: number;

  @ApiProperty({ type: String, nullable: true, example: '2026-11-21T20:00:00.000Z' })
  readonly lastUsedAt: string | null;
}

/** Every tolerance there is, as it stands with one connector. */
export class ToleranceList {
  @ApiProperty({ type: [ToleranceView] })
  readonly items: readonly ToleranceView[];
}

export function toleranceList(switches: Tolerances, uses: ToleranceUses): ToleranceList {
  return {
    items: TOLERANCES.map((name) => ({
      name,
      description: TOLERANCE_SENTENCES[name],
      enabled: switches.isOn(name),
      uses: uses.get(name)?.uses ?? 0,
      lastUsedAt: uses.get(name)?.lastUsedAt ?? null,
    })),
  };
}
