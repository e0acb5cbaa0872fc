package io.descentry.registry;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Checks the chain of certificates but not the host's name, for {@code ssl.endpoint.identification.algorithm} empty.
 *
 * <p>The JDK's HTTP client asks every engine to check names; it does so by handing the engine to the trust manager,
 * which here does not look at it.
 */
final class AnyHostTrust extends X509ExtendedTrustManager {
    private final X509TrustManager chain;

    AnyHostTrust(X509TrustManager chain) {
        this.chain = chain;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type) throws CertificateException {
        chain.checkServerTrusted(certificates, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type, Socket socket)
            throws CertificateException {
        chain.checkServerTrusted(certificates, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type, SSLEngine engine)
            throws CertificateException {
        chain.checkServerTrusted(certificates, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type) throws CertificateException {
        chain.checkClientTrusted(certificates, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type, Socket socket)
            throws CertificateException {
        chain.checkClientTrusted(certificates, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type, SSLEngine engine)
            throws CertificateException {
        chain.checkClientTrusted(certificates, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chain.getAcceptedIssuers();
    }
}
