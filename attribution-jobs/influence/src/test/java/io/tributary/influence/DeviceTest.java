// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import org.junit.jupiter.api.Test;

class DeviceTest {
    @Test
    void aDeviceIsFoundByItsNameAndComputesIfItIsThere() {
        assertThat(Device.of("auto").present()).isEqualTo(Device.SCALAR);
        assertThat(Device.of("scalar").present()).isEqualTo(Device.SCALAR);
        assertThat(Device.of("vector").present()).isEqualTo(Device.VECTOR);
        for (Device device : Device.values()) {
            assertThat(Device.of(device.toString())).isEqualTo(device);
        }
    }

    @Test
    void aDeviceThatIsNotThereAndOneThatNobodyKnowsAreOneSentenceEach() {
        Device gpu = Device.of("gpu");
        assertThatThrownBy(gpu::present)
                .isInstanceOf(UnavailableException.class)
                .hasMessageStartingWith("device gpu is not there, this release has no code for one; take auto");
        assertThatThrownBy(() -> Device.of("GPU"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("device is 'GPU', want auto, scalar, vector or gpu");
    }
}
