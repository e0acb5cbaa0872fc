package io.descentry.registry;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;

/** TLS by Kafka's {@code ssl.*} settings: JKS, PKCS12 and PEM, read by Kafka's own code. */
final class RegistryTls {
    private RegistryTls() {}

    /** @throws KafkaException if a store cannot be read */
    static SSLContext context(RegistrySettings settings) {
        try (DefaultSslEngineFactory stores = new DefaultSslEngineFactory()) {
            stores.configure(settings.tls());
            return settings.checksHostNames() ? stores.sslContext() : anyHost(stores, settings.tls());
        } catch (GeneralSecurityException e) {
            throw new KafkaException("TLS for the registry: " + e.getMessage(), e);
        }
    }

    private static SSLContext anyHost(DefaultSslEngineFactory stores, Map<String, Object> tls)
            throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(stores.truststore());
        TrustManager[] managers = trust.getTrustManagers();
        for (int i = 0; i < managers.length; i++) {
            if (managers[i] instanceof X509TrustManager strict) {
                managers[i] = new AnyHostTrust(strict);
            }
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys(stores.keystore(), tls), managers, null);
        return context;
    }

    private static KeyManager @Nullable [] keys(@Nullable KeyStore store, Map<String, Object> tls)
            throws GeneralSecurityException {
        if (store == null) {
            return null;
        }
        boolean pem = "PEM".equals(tls.get("ssl.keystore.type"));
        Object password = tls.getOrDefault("ssl.key.password", pem ? "" : tls.get("ssl.keystore.password"));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password instanceof Password secret ? secret.value().toCharArray() : null);
        return keys.getKeyManagers();
    }
}
