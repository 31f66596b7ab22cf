using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>What a model file says of itself.</summary>
public unsafe class ModelMetadata
{
    internal ModelMetadata(SessionHandle session)
    {
        using var sessionLease = new HandleLease(session);
        using var allocatorLease = new HandleLease(OrtAllocator.DefaultInstance);
        nint allocator = allocatorLease.Pointer;
        nint metadata;
        Ort.Check(Ort.Api->SessionGetModelMetadata(sessionLease.Pointer, &metadata));
        try
        {
            byte* text;
            Ort.Check(Ort.Api->ModelMetadataGetProducerName(metadata, allocator, &text));
            ProducerName = NativeText.Take(text, allocator);
            Ort.Check(Ort.Api->ModelMetadataGetGraphName(metadata, allocator, &text));
            GraphName = NativeText.Take(text, allocator);
            Ort.Check(Ort.Api->ModelMetadataGetDomain(metadata, allocator, &text));
            Domain = NativeText.Take(text, allocator);
            Ort.Check(Ort.Api->ModelMetadataGetDescription(metadata, allocator, &text));
            Description = NativeText.Take(text, allocator);
            Ort.Check(Ort.Api->ModelMetadataGetGraphDescription(metadata, allocator, &text));
            GraphDescription = NativeText.Take(text, allocator);
            long version;
            Ort.Check(Ort.Api->ModelMetadataGetVersion(metadata, &version));
            Version = version;
            ReadCustomMetadata(metadata, allocator);
        }
        finally
        {
            Ort.Api->ReleaseModelMetadata(metadata);
        }
    }

    public string ProducerName { get; }

    public string GraphName { get; }

    public string Domain { get; }

    public string Description { get; }

    public string GraphDescription { get; }

    public long Version { get; }

    /// <summary>The <c>metadata_props</c> of the model.</summary>
    public Dictionary<string, string> CustomMetadataMap { get; } = [];

    private void ReadCustomMetadata(nint metadata, nint allocator)
    {
        byte** keys;
        long count;
        Ort.Check(Ort.Api->ModelMetadataGetCustomMetadataMapKeys(metadata, allocator, &keys, &count));
        try
        {
            for (long i = 0; i < count; i++)
            {
                byte* value;
                Ort.Check(Ort.Api->ModelMetadataLookupCustomMetadataMap(metadata, allocator, keys[i], &value));
                CustomMetadataMap[NativeText.Read(keys[i])] = NativeText.Take(value, allocator);
            }
        }
        finally
        {
            for (long i = 0; i < count; i++)
            {
                OrtAllocator.FreeMemory(allocator, (nint)keys[i]);
            }

            OrtAllocator.FreeMemory(allocator, (nint)keys);
        }
    }
}
