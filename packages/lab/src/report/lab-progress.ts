import { nameOf } from '../endpoint.ts';
import type { LabEvent } from '../run/progress.ts';
import { counted } from './summary.ts';
import { painted, type TerminalStyle } from './terminal/style.ts';
import { wrapped } from './terminal/wrap.ts';
import { visible } from './visible.ts';

/** What is to be shown of an event: lines that stay, and the foot that takes the place of the one before. */
export interface ProgressLines {
  readonly lines: readonly string[];
  readonly foot: string;
}

/** Tells people what goes on in a lab, with nothing of what apps send in it. */
export class LabProgress {
  readonly #titles: ReadonlyMap<string, string>;
  readonly #style: TerminalStyle;
  readonly #told = new Set<string>();
  #now = '';
  #done = 0;
  #planned = 0;
  #scenario: string | null = null;
  #attacked = 0;
  #read = 0;

  constructor(scenarios: readonly { readonly id: string; readonly title: string }[], style: TerminalStyle) {
    this.#titles = new Map(scenarios.map(({ id, title }) => [id, title]));
    this.#style = style;
  }

  on(event: LabEvent): ProgressLines {
    return { lines: this.#linesOf(event), foot: this.#foot() };
  }

  #linesOf(event: LabEvent): string[] {
    switch (event.kind) {
      case 'run-started':
        this.#now = this.#nameOf(event);
        this.#scenario = event.scenario;
        [this.#done, this.#planned] = [event.done, event.planned];
        return [];
      case 'run-ended':
        [this.#done, this.#planned] = [event.done, event.planned];
        return [];
      case 'note':
        return wrapped(event.sentence, '');
      case 'hosts': {
        if (event.hosts.length === 0) return [];
        const names = event.hosts.map((host) => nameOf(host).replace(/:443$/, '')).join(', ');
        return wrapped(names, `${counted(event.hosts.length, 'host')}: `);
      }
      case 'connection': {
        const { connection } = event;
        if (!connection.isAttack) return [];
        this.#attacked += 1;
        if (connection.reach === 'nothing' || connection.reach === 'handshake') return [];
        this.#read += 1;
        return this.#readLine(nameOf({ host: connection.host ?? '(no name)', port: connection.port }));
      }
    }
  }

  /** Once for each host and scenario: an app may open hundreds of connections. */
  #readLine(host: string): string[] {
    const title = this.#titleOf(this.#scenario);
    const line = `${painted('✗', 'bad', this.#style)} ${visible(host.replace(/:443$/, ''))} was read: ${title}`;
    if (this.#told.has(line)) return [];
    this.#told.add(line);
    return [line];
  }

  #nameOf({ purpose, scenario, pass, attempt }: Extract<LabEvent, { kind: 'run-started' }>): string {
    if (purpose === 'control') return 'nothing is attacked';
    if (purpose === 'store-control') return 'nothing is attacked, and the trust store lacks the genuine CAs';
    const which = pass === 'genuine' ? ', with the genuine server' : '';
    return `${this.#titleOf(scenario)}${which}, try ${attempt + 1}`;
  }

  #titleOf(scenario: string | null): string {
    return scenario === null ? 'control' : visible(this.#titles.get(scenario) ?? scenario);
  }

  #foot(): string {
    const counts = this.#attacked === 0 ? '' : `  ${this.#attacked} attacked, ${this.#read} read`;
    return this.#style.faint(`[${this.#done}/${this.#planned}] ${this.#now}${counts}`);
  }
}
