namespace StreamServer.Tests.Auth.Supabase;

[CollectionDefinition(PostgresFixture.Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresFixture>;
