# The hub as an image: built from this checkout with Ubuntu's own .NET packages.
FROM ubuntu:24.04 AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends dotnet-sdk-10.0 ca-certificates \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN dotnet publish src/ProKure.Integrations.Hub -c Release -o /app -nologo -v quiet

FROM ubuntu:24.04
RUN apt-get update \
    && apt-get install -y --no-install-recommends aspnetcore-runtime-10.0 ca-certificates tini \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data prokure \
    && install -d -o prokure -g prokure -m 0700 /data
COPY --from=build /app /app
USER prokure
WORKDIR /data
VOLUME /data
EXPOSE 5080
ENV DOTNET_EnableDiagnostics=0 \
    Hub__Urls=http://0.0.0.0:5080 \
    Hub__DataDirectory=/data
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/5080 && printf 'GET /health/ready HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
ENTRYPOINT ["tini", "--", "dotnet", "/app/ProKure.Integrations.Hub.dll"]
