# The relay as an image: one executable on a slim base, no shell needed, no user but its own, works with a read-only root.
#
#   docker build -t baton .
#   docker run --read-only -p 3000:3000 -v "$PWD/.relay:/baton/.relay:ro" baton
#
# What it writes (a spool, credentials it generates) goes where the configuration says: mount a volume there.

FROM node:22-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
COPY ui/package.json ui/
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

# What a function's image copies: COPY --from=baton-lambda /opt/extensions/ /opt/extensions/
#
#   docker build --target lambda-extension -t baton-lambda .
FROM build AS build-lambda
RUN npm run build -- --lambda
ARG TARGETARCH=amd64
RUN mkdir -p /layer/extensions && cp "dist/lambda/baton-$(echo "$TARGETARCH" | sed s/amd64/x64/)" /layer/extensions/baton

FROM scratch AS lambda-extension
COPY --from=build-lambda /layer/extensions/ /opt/extensions/
COPY --from=build-lambda /src/LICENSE /src/NOTICE /src/dist/THIRD-PARTY-NOTICES.txt /opt/baton/

FROM debian:bookworm-slim AS relay
COPY --from=build /src/dist/baton /usr/local/bin/baton
COPY --from=build /src/LICENSE /src/NOTICE /src/dist/THIRD-PARTY-NOTICES.txt /usr/share/doc/baton/
WORKDIR /baton
USER 65532:65532
EXPOSE 3000
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/local/bin/baton"]
CMD ["run"]
