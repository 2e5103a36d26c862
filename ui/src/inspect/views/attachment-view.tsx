import { asText } from "../../../../src/kernel/base/loose-json.ts";
import { payloadUrl } from "../../api.ts";
import { sizeText } from "../../lib/format.ts";
import { Facts } from "../../parts/facts.tsx";
import { Icon } from "../../parts/icon.tsx";
import { JsonTree } from "../json-tree.tsx";
import type { ViewProps } from "../overview.tsx";
import { RawView } from "../raw-view.tsx";

/** Pictures the browser shows by itself. */
const PICTURE = /^image\/(png|jpeg|gif|webp|avif)$/;

/** A file: shown where it can be, always there to download. */
export function AttachmentView({ item, bytes, json }: ViewProps) {
  const contentType = asText(item.header.content_type);
  const name = asText(item.header.filename);
  return (
    <>
      <Facts
        facts={[
          ["File", name],
          ["Kind", asText(item.header.attachment_type)],
          ["Content type", contentType],
          ["Size", sizeText(bytes.length)],
        ]}
      />
      <p class="actions">
        <a class="button" href={payloadUrl(item.id, true)} download>
          <Icon name="download" /> Download
        </a>
      </p>
      <Preview contentType={contentType} id={item.id} name={name} bytes={bytes} json={json} />
    </>
  );
}

interface PreviewProps {
  readonly contentType: string;
  readonly id: number;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly json: unknown;
}

function Preview({ contentType, id, name, bytes, json }: PreviewProps) {
  if (PICTURE.test(contentType))
    return <img class="picture" src={payloadUrl(id)} alt={name === "" ? "Attachment" : name} />;
  return typeof json === "object" && json !== null ? <JsonTree value={json} /> : <RawView bytes={bytes} />;
}
