namespace StreamServer.Auth.Keys;

internal enum KeyState
{
    Valid,
    Expired,
    Revoked,
}
