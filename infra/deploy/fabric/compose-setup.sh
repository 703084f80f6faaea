#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# compose-setup.sh files|channel: what compose.yaml does before and after the daemons start. Both may be repeated.
# Environment: NETWORK, the folder of the network; DEPLOY, the folder of this file.
set -eu
organisations='org1 org2 org3'
domain=tributary.test
label=tributary_1
orderer_tls="$NETWORK/crypto/ordererOrganizations/orderer.$domain/orderers/node1.orderer.$domain/tls"

# Ports are fixed here: peer 7051, 8051, 9051; chaincode 7053, ...; operations 7054, ...
base() {
    case "$1" in org1) echo 705 ;; org2) echo 805 ;; org3) echo 905 ;; esac
}

peer_folder() {
    echo "$NETWORK/crypto/peerOrganizations/$1.$domain/peers/peer0.$1.$domain"
}

# fill TEMPLATE TARGET name=value...: replaces ${name} by value.
fill() {
    template="$DEPLOY/$1"
    target="$2"
    shift 2
    script=
    for pair in "$@"; do
        script="$script;s|\\\${${pair%%=*}}|${pair#*=}|g"
    done
    mkdir -p "$(dirname "$target")"
    sed "/^ *#/d$script" "$template" > "$target"
}

members() {
    for name in $organisations; do
        printf '%s ' "$name=$name" "${name}Domain=$name.$domain" "${name}Port=$(base "$name")1"
    done
}

make_package() {
    work="$NETWORK/package"
    mkdir -p "$work"
    printf '{"address":"@CCAAS_ADDRESS@","dial_timeout":"10s","tls_required":false}\n' > "$work/connection.json"
    printf '{"label":"%s","path":"","type":"ccaas"}\n' "$label" > "$work/metadata.json"
    same='--sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner'
    # shellcheck disable=SC2086
    tar $same -C "$work" -cf - connection.json | gzip -n > "$work/code.tar.gz"
    # shellcheck disable=SC2086
    tar $same -C "$work" -cf - code.tar.gz metadata.json | gzip -n > "$NETWORK/chaincode.tar.gz"
    printf '%s:%s' "$label" "$(sha256sum "$NETWORK/chaincode.tar.gz" | cut -d' ' -f1)" > "$NETWORK/package-id"
}

write_connection() {
    file="$NETWORK/connection/$1.properties"
    user="../crypto/peerOrganizations/$1.$domain/users/User1@$1.$domain/msp"
    mkdir -p "$NETWORK/connection"
    {
        echo "organisation=$1"
        echo channel=tributary
        echo chaincode=tributary
        echo "certificate=$user/signcerts/User1@$1.$domain-cert.pem"
        echo "key=$user/keystore/priv_sk"
        echo gateways=org1,org2,org3
        for name in $organisations; do
            echo "gateway.$name.address=127.0.0.1:$(base "$name")1"
            echo "gateway.$name.tls-root=../crypto/peerOrganizations/$name.$domain/peers/peer0.$name.$domain/tls/ca.crt"
            echo "gateway.$name.tls-name=peer0.$name.$domain"
        done
    } > "$file"
}

files() {
    # shellcheck disable=SC2046
    if [ ! -d "$NETWORK/crypto" ]; then
        fill crypto-config.yaml "$NETWORK/config/crypto-config.yaml" "ordererDomain=orderer.$domain" $(members)
        cryptogen generate "--config=$NETWORK/config/crypto-config.yaml" "--output=$NETWORK/crypto.tmp"
        mv "$NETWORK/crypto.tmp" "$NETWORK/crypto"
    fi
    fill orderer.yaml "$NETWORK/config/orderer/orderer.yaml" ordererPort=7050 ordererAdminPort=7055 ordererOperationsPort=7056 \
        "ordererMsp=${orderer_tls%/tls}/msp" "ordererTls=$orderer_tls" "data=$NETWORK/data/orderer"
    for name in $organisations; do
        fill core.yaml "$NETWORK/config/$name/core.yaml" "organisation=$name" "port=$(base "$name")1" \
            "chaincodeListenPort=$(base "$name")2" "operationsPort=$(base "$name")4" "msp=$(peer_folder "$name")/msp" \
            "tls=$(peer_folder "$name")/tls" "data=$NETWORK/data/$name" "builder=$DEPLOY/builder"
        write_connection "$name"
    done
    # shellcheck disable=SC2046
    if [ ! -f "$NETWORK/channel.block" ]; then
        fill configtx.yaml "$NETWORK/config/channel/configtx.yaml" "crypto=$NETWORK/crypto" channelCapability=V2_0 \
            batchTimeoutMillis=200 ordererPort=7050 "ordererTls=$orderer_tls" "ordererDomain=orderer.$domain" $(members)
        configtxgen -profile Channel -channelID tributary -configPath "$NETWORK/config/channel" \
            -outputBlock "$NETWORK/channel.block"
    fi
    make_package
}

# patiently COMMAND...: up to a minute.
patiently() {
    tries=60
    until "$@"; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 1
    done
}

as() {
    FABRIC_CFG_PATH="$NETWORK/config/$1"
    CORE_PEER_MSPCONFIGPATH="$NETWORK/crypto/peerOrganizations/$1.$domain/users/Admin@$1.$domain/msp"
    export FABRIC_CFG_PATH CORE_PEER_MSPCONFIGPATH FABRIC_LOGGING_SPEC=warning
}

join_orderer() {
    curl -sf "http://127.0.0.1:7055/participation/v1/channels/tributary" > /dev/null ||
        curl -sf -F "config-block=@$NETWORK/channel.block" http://127.0.0.1:7055/participation/v1/channels > /dev/null
}

join_peer() {
    as "$1"
    peer channel list | grep -qx tributary || peer channel join -b "$NETWORK/channel.block"
}

install() {
    as "$1"
    peer lifecycle chaincode queryinstalled | grep -qF "$(cat "$NETWORK/package-id")" ||
        peer lifecycle chaincode install "$NETWORK/chaincode.tar.gz"
}

definition="--channelID tributary --name tributary --version 1 --sequence 1"
ordering="--orderer 127.0.0.1:7050 --tls --cafile $orderer_tls/ca.crt"

# shellcheck disable=SC2086
approve() {
    as "$1"
    peer lifecycle chaincode queryapproved --channelID tributary --name tributary --sequence 1 > /dev/null 2>&1 ||
        peer lifecycle chaincode approveformyorg $definition $ordering --package-id "$(cat "$NETWORK/package-id")"
}

# shellcheck disable=SC2086
commit() {
    as org1
    endorsers=
    for name in $organisations; do
        endorsers="$endorsers --peerAddresses 127.0.0.1:$(base "$name")1 --tlsRootCertFiles $(peer_folder "$name")/tls/ca.crt"
    done
    peer lifecycle chaincode querycommitted --channelID tributary --name tributary > /dev/null 2>&1 ||
        peer lifecycle chaincode commit $definition $ordering $endorsers
}

channel() {
    patiently join_orderer
    for step in join_peer install approve; do
        for name in $organisations; do
            patiently "$step" "$name"
        done
    done
    patiently commit
}

case "${1:-}" in
    files) files ;;
    channel) channel ;;
    *)
        echo "got '${1:-}', want files or channel" >&2
        exit 2
        ;;
esac
