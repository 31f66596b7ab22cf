# docker build --target cpu -t streamserver:cpu .      docker build --build-arg CUDA=true -t streamserver:cuda .
# docker run -p 8000:8000 -v streamserver-models:/app/models streamserver:cpu
# Models are a volume; a new, empty one is filled with the bundled models. The CUDA image needs a driver for CUDA 13 (series 580 or later).

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG CUDA=false
WORKDIR /src
COPY . .
RUN CI=true dotnet publish StreamServer.csproj -c Release -p:Cuda=$CUDA --use-current-runtime --no-self-contained -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS cpu
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl libmp3lame0 libopus0 'libflac1[24]*' \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app ./
COPY --chown=app:app models/manifest.json ./models/
COPY --chown=app:app models/tiny ./models/tiny
# Keys and usage: HOST=0.0.0.0 asks for keys, and the first start prints one.
RUN install -d -o app -g app -m 700 data
ENV ORT_DISABLE_TELEMETRY=1 HOST=0.0.0.0 PORT=8000 INFERENCE_DEVICE=cpu
USER app
VOLUME /app/models /app/data
EXPOSE 8000
HEALTHCHECK --start-period=30s --interval=10s --timeout=3s CMD curl -fsS http://localhost:8000/health/ready || exit 1
ENTRYPOINT ["dotnet", "StreamServer.dll"]

FROM nvidia/cuda:13.0.1-cudnn-runtime-ubuntu24.04 AS cuda
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl libicu74 libmp3lame0 libopus0 libflac12t64 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1654 app
COPY --from=mcr.microsoft.com/dotnet/aspnet:10.0 /usr/share/dotnet /usr/share/dotnet
RUN ln -s /usr/share/dotnet/dotnet /usr/local/bin/dotnet
WORKDIR /app
COPY --from=build /app ./
COPY --chown=app:app models/manifest.json ./models/
COPY --chown=app:app models/tiny ./models/tiny
# Keys and usage: HOST=0.0.0.0 asks for keys, and the first start prints one.
RUN install -d -o app -g app -m 700 data
ENV ORT_DISABLE_TELEMETRY=1 HOST=0.0.0.0 PORT=8000 INFERENCE_DEVICE=auto
USER app
VOLUME /app/models /app/data
EXPOSE 8000
HEALTHCHECK --start-period=60s --interval=10s --timeout=3s CMD curl -fsS http://localhost:8000/health/ready || exit 1
ENTRYPOINT ["dotnet", "StreamServer.dll"]
