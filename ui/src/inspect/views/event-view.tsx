import {
  asArray,
  asObject,
  asValues,
  firstText,
  type LooseObject,
} from "../../../../src/kernel/base/loose-json.ts";
import { toMs } from "../../lib/format.ts";
import { asPairs, inlineText, pairText } from "../../lib/json.ts";
import { Facts, Section } from "../../parts/facts.tsx";
import type { ViewProps } from "../overview.tsx";
import { Breadcrumbs } from "./breadcrumbs.tsx";
import { StackTrace } from "./stack-trace.tsx";

/** An error or a message. */
export function EventView({ json, item }: ViewProps) {
  const event = asObject(json);
  const exceptions = asValues(event.exception).map(asObject).toReversed();
  const crumbs = asValues(event.breadcrumbs).map(asObject);
  const threads = asValues(event.threads)
    .map(asObject)
    .filter((thread) => thread.stacktrace !== undefined);
  return (
    <>
      <Message event={event} hasException={exceptions.length > 0} />
      {exceptions.map((exception, i) => (
        <Exception key={i} exception={exception} cause={i > 0} />
      ))}
      {exceptions.length === 0
        ? threads.map((thread, i) => (
            <Section key={i} title={`Thread ${firstText(thread.name, thread.id)}`}>
              <StackTrace stacktrace={asObject(thread.stacktrace)} platform={item.platform} />
            </Section>
          ))
        : null}
      {crumbs.length === 0 ? null : (
        <Breadcrumbs crumbs={crumbs} eventMs={toMs(event.timestamp) ?? item.receivedAtMs} />
      )}
      <EventContext event={event} />
    </>
  );
}

function Message({ event, hasException }: { readonly event: LooseObject; readonly hasException: boolean }) {
  const entry = asObject(event.logentry);
  const text = firstText(entry.formatted, entry.message, event.message, asObject(event.message).formatted);
  if (text === "") return null;
  return (
    <Section title={hasException ? "Message" : ""}>
      <blockquote>{text}</blockquote>
    </Section>
  );
}

function Exception({ exception, cause }: { readonly exception: LooseObject; readonly cause: boolean }) {
  const mechanism = asObject(exception.mechanism);
  const stacktrace = asObject(exception.stacktrace ?? exception.raw_stacktrace);
  return (
    <section class="exception">
      {cause ? <p class="cause">caused by</p> : null}
      <h3>{firstText(exception.type, "Error")}</h3>
      <p class="value">{inlineText(exception.value)}</p>
      {mechanism.type === undefined ? null : (
        <p class="mechanism">
          {inlineText(mechanism.type)}
          {mechanism.handled === false ? <span class="tag bad">unhandled</span> : null}
          {mechanism.handled === true ? <span class="tag">handled</span> : null}
        </p>
      )}
      <StackTrace stacktrace={stacktrace} platform="" />
    </section>
  );
}

/** What every event can carry beside its point: user, request, tags, contexts, modules. */
export function EventContext({ event }: { readonly event: LooseObject }) {
  const user = asObject(event.user);
  const tags = asPairs(event.tags);
  const extra = Object.entries(asObject(event.extra));
  return (
    <>
      {tags.length === 0 ? null : (
        <Section title="Tags">
          <p class="tags">
            {tags.map(([key, value]) => (
              <span class="tag" key={key}>
                <b>{key}</b> {value}
              </span>
            ))}
          </p>
        </Section>
      )}
      <Facts title="User" facts={Object.entries(user).map(([key, value]) => [key, inlineText(value)])} />
      <RequestFacts request={asObject(event.request)} />
      <Contexts contexts={asObject(event.contexts)} />
      <Facts title="Extra" facts={extra.map(([key, value]) => [key, inlineText(value)])} />
      <Errors errors={asArray(event.errors).map(asObject)} />
    </>
  );
}

function RequestFacts({ request }: { readonly request: LooseObject }) {
  const line = `${firstText(request.method)} ${firstText(request.url)}`.trim();
  return (
    <Facts
      title="Request"
      facts={[
        ["Line", line],
        ["Query", pairText(request.query_string, "&")],
        ["Body", inlineText(request.data)],
        ["Cookies", pairText(request.cookies, "; ")],
        ...asPairs(request.headers).map(([key, value]) => [key, value] as const),
      ]}
    />
  );
}

/** Contexts, each a small table; the trace's ids stand above already. */
export function Contexts({ contexts }: { readonly contexts: LooseObject }) {
  return (
    <div class="contexts">
      {Object.entries(contexts).map(([name, context]) => {
        const entries = Object.entries(asObject(context)).filter(([key]) => key !== "type");
        return (
          <Facts key={name} title={name} facts={entries.map(([key, value]) => [key, inlineText(value)])} />
        );
      })}
    </div>
  );
}

function Errors({ errors }: { readonly errors: readonly LooseObject[] }) {
  if (errors.length === 0) return null;
  return (
    <Section title="Processing errors">
      <ul class="plain">
        {errors.map((error, i) => (
          <li key={i}>
            {firstText(error.type)} <code>{firstText(error.name)}</code> {inlineText(error.value)}
          </li>
        ))}
      </ul>
    </Section>
  );
}
