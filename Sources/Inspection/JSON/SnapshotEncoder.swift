import Platform

/// Encodes a snapshot for JSON.md: the names of properties in snake case, `null` for what is missing, durations in
/// seconds, stored JSON as it is.
///
/// Foundation's encoder keeps neither the order of keys nor the digits of stored numbers.
struct SnapshotEncoder: Encoder {
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }
    private let node: Node

    private init(_ node: Node, _ codingPath: [any CodingKey]) {
        self.node = node
        self.codingPath = codingPath
    }

    static func json(of value: some Encodable, at codingPath: [any CodingKey] = []) throws -> JSON {
        switch value {
        case let value as Bool: return .bool(value)
        case let value as String: return .text(value)
        case let value as Duration: return .real(value / .seconds(1))
        case let value as StoredJSON: return value.json
        case let value as any BinaryInteger: return .integer(Int64(clamping: value))
        case let value as Double: return .real(value)
        default:
            let node = Node()
            try value.encode(to: SnapshotEncoder(node, codingPath))
            return node.json
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        node.content = node.content ?? .members([])
        return KeyedEncodingContainer(Members<Key>(node: node, codingPath: codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        node.content = node.content ?? .elements([])
        return Elements(node: node, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        Value(node: node, codingPath: codingPath)
    }

    /// A value that is being encoded.
    private final class Node {
        enum Content {
            case json(JSON)
            case members([(key: String, node: Node)])
            case elements([Node])
        }

        var content: Content?

        init(_ json: JSON? = nil) {
            content = json.map(Content.json)
        }

        func append(_ node: Node, forKey key: String) {
            guard case .members(var members) = content else { return }
            members.append((key, node))
            content = .members(members)
        }

        func append(_ node: Node) {
            guard case .elements(var elements) = content else { return }
            elements.append(node)
            content = .elements(elements)
        }

        var count: Int {
            if case .elements(let elements) = content { elements.count } else { 0 }
        }

        var json: JSON {
            switch content {
            case .json(let json): json
            case .members(let members): .object(members.map { JSON.Member($0.key, $0.node.json) })
            case .elements(let elements): .list(elements.map(\.json))
            case nil: .null
            }
        }
    }

    // MARK: Containers

    private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
        let node: Node
        let codingPath: [any CodingKey]

        /// `oldestDue` becomes `oldest_due`.
        private static func name(_ key: Key) -> String {
            key.stringValue.reduce(into: "") { name, character in
                name += character.isUppercase ? "_" + character.lowercased() : String(character)
            }
        }

        func encodeNil(forKey key: Key) { node.append(Node(.null), forKey: Self.name(key)) }

        func encode(_ value: some Encodable, forKey key: Key) throws {
            node.append(Node(try json(of: value, at: codingPath + [key])), forKey: Self.name(key))
        }

        private func add(_ value: (some Encodable)?, _ key: Key) throws {
            if let value { try encode(value, forKey: key) } else { encodeNil(forKey: key) }
        }

        // A key that has nothing to say is null, never missing; the defaults of the protocol would leave it out.
        func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try add(value, key) }
        func encodeIfPresent(_ value: String?, forKey key: Key) throws { try add(value, key) }
        func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try add(value, key) }
        func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try add(value, key) }
        func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try add(value, key) }
        func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try add(value, key) }
        func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try add(value, key) }
        func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try add(value, key) }
        func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try add(value, key) }
        func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try add(value, key) }
        func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try add(value, key) }
        func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try add(value, key) }
        func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try add(value, key) }
        func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try add(value, key) }
        func encodeIfPresent<T: Encodable>(_ value: T?, forKey key: Key) throws { try add(value, key) }

        private func child(_ key: Key) -> Node {
            let child = Node()
            node.append(child, forKey: Self.name(key))
            return child
        }

        func nestedContainer<Inner: CodingKey>(
            keyedBy type: Inner.Type, forKey key: Key
        ) -> KeyedEncodingContainer<Inner> {
            SnapshotEncoder(child(key), codingPath + [key]).container(keyedBy: type)
        }

        func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
            SnapshotEncoder(child(key), codingPath + [key]).unkeyedContainer()
        }

        func superEncoder() -> any Encoder { SnapshotEncoder(node, codingPath) }
        func superEncoder(forKey key: Key) -> any Encoder { SnapshotEncoder(child(key), codingPath + [key]) }
    }

    private struct Elements: UnkeyedEncodingContainer {
        let node: Node
        let codingPath: [any CodingKey]
        var count: Int { node.count }

        func encodeNil() { node.append(Node(.null)) }
        func encode(_ value: some Encodable) throws { node.append(Node(try json(of: value, at: codingPath))) }

        private func child() -> Node {
            let child = Node()
            node.append(child)
            return child
        }

        func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type) -> KeyedEncodingContainer<Inner> {
            SnapshotEncoder(child(), codingPath).container(keyedBy: type)
        }

        func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
            SnapshotEncoder(child(), codingPath).unkeyedContainer()
        }

        func superEncoder() -> any Encoder { SnapshotEncoder(child(), codingPath) }
    }

    private struct Value: SingleValueEncodingContainer {
        let node: Node
        let codingPath: [any CodingKey]

        func encodeNil() { node.content = .json(.null) }
        func encode(_ value: some Encodable) throws { node.content = .json(try json(of: value, at: codingPath)) }
    }
}
