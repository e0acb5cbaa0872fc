package io.descentry.detect;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a number that a detector judges by may be. Settings and their documentation are made of these. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Parameter {
    /** Its value where nothing is set; 0 and 1 stand for false and true. */
    double value();

    /** Least value that is accepted. */
    double least();

    /** Greatest value that is accepted. */
    double most();

    /** What it means, with its unit, as half a sentence. */
    String doc();

    /** Where the value comes from. */
    String source() default "ours";
}
