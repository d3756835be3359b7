import { nextMoment, type Film } from "./film";
import { Scale } from "./scale";

export const SPEEDS = ["0.5", "1", "2", "4", "8"] as const;
export type Speed = (typeof SPEEDS)[number];

export interface Clock {
  request: (frame: (time: number) => void) => number;
  cancel: (handle: number) => void;
}

const BROWSER: Clock = {
  request: (frame) => requestAnimationFrame(frame),
  cancel: (handle) => cancelAnimationFrame(handle),
};

/** What is drawn by React follows at this pace while playing; what moves every frame is moved without React. */
const TELL_MS = 66;
/** What React draws may take this part of the time; when much changes at once, it is told less often and the frames stay even. */
const DRAWING_SHARE = 0.2;
const SLOWEST_MS = 600;
/** For people who asked for less motion: a few steps a second. */
const CALM_MS = 250;
/** A tab in the background gets no frames: coming back must not jump. */
const LONGEST_FRAME_MS = 250;

export interface PlayerOptions {
  at: number;
  speed: Speed;
  squeeze: boolean;
  /** Moves in a few steps a second instead of smoothly. */
  calm?: boolean;
  /** Hears the moment (ms) whenever the film stands still at another one. */
  onRest?: (at: number) => void;
  clock?: Clock;
}

/**
 * Plays a film against the real clock. It lives outside of React: ten thousand spans are not rendered again sixty times a second.
 * `onFrame` is for what moves (a transform, a text); `subscribe` for what React draws, told at most fifteen times a second.
 */
export class Player {
  readonly film: Film;
  #scale: Scale;
  #squeeze: boolean;
  readonly calm: boolean;
  #shown: number;
  #at: number;
  #speed: Speed;
  #playing = false;
  #held = false;
  #last: number | null = null;
  #told = 0;
  #pace = TELL_MS;
  #justTold = false;
  #handle = 0;
  readonly #clock: Clock;
  readonly #frames = new Set<() => void>();
  readonly #watchers = new Set<() => void>();
  #onRest: (at: number) => void;

  constructor(film: Film, options: PlayerOptions) {
    this.film = film;
    this.#speed = options.speed;
    this.#squeeze = options.squeeze;
    this.calm = options.calm ?? false;
    this.#scale = new Scale(film.length, film.pauses, options.squeeze);
    this.#at = Math.min(film.length, Math.max(0, options.at));
    this.#shown = this.#scale.shown(this.#at);
    this.#onRest = options.onRest ?? (() => undefined);
    this.#clock = options.clock ?? BROWSER;
  }

  /** Milliseconds since the film began, on the clock of the traces. */
  get at() { return this.#at; }
  get playing() { return this.#playing; }
  get speed() { return this.#speed; }
  get scale() { return this.#scale; }
  get squeeze() { return this.#squeeze; }
  /** Where on the axis, 0 to 1. */
  get share() { return this.#shown / this.#scale.length; }
  get ended() { return this.#at >= this.film.length; }

  readonly subscribe = (watcher: () => void) => {
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  };

  /** Calls `draw` now and whenever the moment changes. */
  onFrame(draw: () => void): () => void {
    this.#frames.add(draw);
    draw();
    return () => {
      this.#frames.delete(draw);
    };
  }

  setOnRest(onRest: (at: number) => void) {
    this.#onRest = onRest;
  }

  play() {
    if (this.#playing) return;
    if (this.ended) this.#move(0);
    this.#playing = true;
    this.#last = null;
    this.#handle = this.#clock.request(this.#tick);
    this.#tell();
  }

  pause() {
    if (!this.#playing) return;
    this.#stop();
    this.#settle();
  }

  toggle() {
    if (this.#playing) this.pause();
    else this.play();
  }

  /** To a moment; goes on playing if it was. */
  seek(at: number) {
    this.#move(this.#scale.shown(at), at);
    this.#settle();
  }

  /** Moves with the pointer: `share` of the axis. Ends with `release`. */
  drag(share: number) {
    this.#held = true;
    this.#move(Math.min(1, Math.max(0, share)) * this.#scale.length);
    this.#draw();
    this.#tell();
  }

  release() {
    if (!this.#held) return;
    this.#held = false;
    this.#settle();
  }

  /** To the next or previous moment at which anything happens, and stays there. */
  step(direction: 1 | -1) {
    this.#jump(nextMoment(this.film.moments, this.#at, direction, this.film.length));
  }

  /** To the next or previous model call, tool, failure or agent. */
  skip(direction: 1 | -1) {
    this.#jump(nextMoment(this.film.marks.map((mark) => mark.at), this.#at, direction, this.film.length));
  }

  toStart() { this.#jump(0); }
  toEnd() { this.#jump(this.film.length); }

  setSpeed(speed: Speed) {
    this.#speed = speed;
    this.#tell();
  }

  setSqueeze(squeeze: boolean) {
    this.#squeeze = squeeze;
    this.#scale = new Scale(this.film.length, this.film.pauses, squeeze);
    this.#shown = this.#scale.shown(this.#at);
    this.#draw();
    this.#tell();
  }

  /** Stops without telling anybody: for when the page goes. */
  dispose() {
    this.#stop();
  }

  #jump(at: number) {
    this.#stop();
    this.seek(at);
  }

  #stop() {
    this.#playing = false;
    this.#clock.cancel(this.#handle);
  }

  #move(shown: number, at?: number) {
    this.#shown = Math.min(this.#scale.length, Math.max(0, shown));
    this.#at = this.#shown >= this.#scale.length ? this.film.length : Math.min(this.film.length, Math.max(0, at ?? this.#scale.real(this.#shown)));
  }

  #settle() {
    this.#draw();
    this.#tell();
    if (!this.#playing) this.#onRest(this.#at);
  }

  readonly #tick = (time: number) => {
    if (!this.#playing) return;
    const passed = Math.min(LONGEST_FRAME_MS, time - (this.#last ?? time));
    this.#last = time;
    if (!this.#held) this.#move(this.#shown + passed * Number(this.#speed));
    if (this.ended && !this.#held) {
      this.#stop();
      this.#settle();
      return;
    }
    // The frame after one that told came as late as the drawing took.
    if (this.#justTold) this.#pace = Math.min(SLOWEST_MS, Math.max(TELL_MS, (time - this.#told) / DRAWING_SHARE - 40));
    this.#justTold = false;
    const due = time - this.#told >= (this.calm ? CALM_MS : this.#pace);
    if (due || !this.calm) this.#draw();
    if (due) {
      this.#told = time;
      this.#justTold = true;
      this.#tell();
    }
    this.#handle = this.#clock.request(this.#tick);
  };

  #draw() {
    for (const draw of this.#frames) draw();
  }

  #tell() {
    for (const watcher of this.#watchers) watcher();
  }
}
