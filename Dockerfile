# syntax=docker/dockerfile:1

# Build: docker build -t klantstem .
# Run:   see "With Docker" in docs/operating.md.

FROM rust:1.95.0-slim-bookworm AS build
# SQLite and ring are compiled from C.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends gcc libc6-dev \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /klantstem

# The dependencies alone first: this layer is used again until Cargo.lock changes.
COPY Cargo.toml Cargo.lock ./
RUN mkdir src \
 && echo '' > src/lib.rs \
 && echo 'fn main() {}' > src/main.rs \
 && cargo build --release --locked \
 && rm -r src

COPY build.rs ./
COPY migrations migrations
COPY config config
COPY src src
# The files above may be older than the empty ones that were just compiled.
RUN touch src/lib.rs src/main.rs \
 && cargo build --release --locked

FROM debian:12-slim
# The certificates of public authorities: Slack is reached over TLS.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --system --gid 10001 klantstem \
 && useradd --system --uid 10001 --gid klantstem --home-dir /data --no-create-home klantstem \
 && install --directory --owner=klantstem --group=klantstem --mode=0750 /data
COPY --from=build /klantstem/target/release/klantstem /usr/local/bin/klantstem
COPY LICENSE-MIT LICENSE-APACHE /usr/share/doc/klantstem/
USER klantstem
WORKDIR /data
VOLUME /data
ENV KLANTSTEM__SERVER__LISTEN=0.0.0.0:3000 \
    KLANTSTEM__DATABASE__URL=sqlite:/data/klantstem.db
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=6s --start-period=20s --retries=3 CMD ["klantstem", "healthcheck"]
ENTRYPOINT ["klantstem"]
CMD ["serve"]
