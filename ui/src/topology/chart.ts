import uPlot from "uplot";
import { timeText } from "../lib/format.ts";

/** Width of the time axis. */
const SECONDS = 120;

/** The totals as lines in the page's colours. */
export function drawTotals(element: HTMLElement, height: number): uPlot {
  const colour = (name: string) => resolved(element, name);
  const font = `11px ${getComputedStyle(element).fontFamily}`;
  const axis = {
    stroke: colour("--muted"),
    font,
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
  };
  return new uPlot(
    {
      width: element.clientWidth,
      height,
      cursor: { points: { size: 6 } },
      legend: { live: true },
      scales: {
        x: { range: (_, __, max) => [max - SECONDS, max] },
        y: { range: (_, __, max) => [0, Math.max(5, max * 1.1)] },
      },
      axes: [
        { ...axis, space: 90, values: (_, times) => times.map(clockText) },
        { ...axis, size: 44 },
      ],
      series: [
        { label: "time", value: (_, time) => (time === null ? "–" : clockText(time)) },
        {
          label: "handled per second",
          stroke: colour("--accent"),
          width: 2,
          fill: colour("--accent-soft"),
          value: rounded,
        },
        { label: "waiting", stroke: colour("--warning"), width: 2, value: rounded },
      ],
    },
    [[], [], []],
    element,
  );
}

function clockText(seconds: number): string {
  return timeText(seconds * 1000);
}

function rounded(_: uPlot, value: number | null): string {
  return value === null ? "–" : Math.round(value).toLocaleString();
}

/** A canvas needs the colour itself, not the expression that a custom property holds. */
function resolved(element: HTMLElement, name: string): string {
  element.style.color = `var(${name})`;
  const { color } = getComputedStyle(element);
  element.style.color = "";
  return color;
}
