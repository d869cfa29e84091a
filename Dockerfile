# syntax=docker/dockerfile:1
# The image holds one static binary, a list of certificates and nothing else: no shell, no package manager.

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o /out/rollout ./cmd/rollout \
	&& install -d -m 700 /out/data

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/rollout /rollout
# A new volume takes over the owner and the mode of this folder.
COPY --from=build --chown=65532:65532 /out/data /data
ENV ROLLOUT_STORE=/data/rollout.db
VOLUME /data
# Health is GET /healthz, asked from outside: there is no program in here that could ask it.
EXPOSE 8080
USER 65532:65532
ENTRYPOINT ["/rollout"]
CMD ["serve"]
