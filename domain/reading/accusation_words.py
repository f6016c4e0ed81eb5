"""Phrases that accuse somebody (see `domain.reading.phrases` and `domain.reading.classify`).

There are many on purpose: a missed denunciation harms more than an unnecessary question.
"""

from __future__ import annotations

from domain.reading.phrases import Phrases

NO_DENUNCIATION = Phrases(
    """
    không/chưa/chẳng tố cáo/giác
    không/chưa/chẳng có/phải/muốn/dám/định tố cáo
    không có ý/gì tố cáo
    cây/người/nhà/cột/tướng/dáng/bụi to cao
    nhận/lĩnh/lãnh/lấy/phát/xin tiền/quà hỗ/trợ trợ/cấp
    nhận/lĩnh/lãnh/lấy/phát tiền/quà bảo hiểm
    nhận/lĩnh/lãnh/lấy/phát tiền/quà bồi/đền thường/bù
    nhận/lĩnh/lãnh/lấy/phát tiền/quà lương/hưu/tết
    tiền/quà … nhận ở đâu
    !nhân tiện
    nhân tiện xin/hỏi
    nhân tiện cho tôi/em/tui/con/hỏi
    phòng bị dột/hư/ngập/tốc/sập/nóng/ẩm/mốc
    !hơi lo
    hơi lo vì/về/lắng/là/nên/lắm/quá
    !thấm ở
    nước thấm
    thấm ở tường/nhà/nền
    lấy/đổi/rút/thu tiền lẻ/rách/mặt/atm/rác/điện/nước/học
    có thu tiền không
    nộp/đóng/trả/phát/chi tiền ở/nào/khi/điện/nước/rác
    khi/bao/chừng nào/giờ … tiền/quà
    tiền/quà … khi/bao/chừng nào/giờ/nhiêu
    hỗ/trợ trợ/cấp tiền/vốn/quà
    tiền/quà hỗ/trợ trợ/cấp
    tiền/giá điện/nước/rác/học
    cán/công/anh/chị/cô/chú/chủ bộ/an/tịch ơi
    kính gửi/thưa … ủy/ubnd/lãnh/chủ/cán ban/đạo/tịch/bộ
    cảm ơn … cán/công/ủy/lãnh/chủ bộ/an/ban/đạo/tịch
    nhà/trước/gần/kế/cạnh/chỗ trưởng/chủ ấp/tịch
    xin/hỏi cán bộ
    bao che nắng/mưa/bụi
    đánh bắt/rơi/mất/máy/số
    nhờ/báo/gọi/kêu/mời/xin/cần/mong/nghị công/cán an/bộ      # asked to help
    """
)
"""Phrases that only sound like an accusation."""

ACCUSATION = Phrases(
    """
    tố cáo/giác
    !tham ô
    tham ô … tiền/quỹ/đất/công/của
    tham nhũng
    !hối lộ
    nhận/đưa/ăn/đòi/vòi/chuyện/nạn/vụ/vì hối lộ
    biển thủ
    thông đồng
    móc nối
    móc ngoặc
    mua chuộc
    dàn xếp
    sân sau
    tiêu cực
    khuất tất
    không minh bạch
    đi cửa sau
    kê khống
    bằng giả
    kê tên … lãnh/nhận/lấy
    chạy việc
    tiền chuộc
    xài hết tiền
    rút tiền quỹ
    trả tiền … riêng
    không tới/đến tay dân/bà
    hiếp đáp
    !ép
    forced … pay
    pay … get/under
    cover up
    ăn cắp/cướp/trộm tiền/quỹ/đất/công/gạo/của
    cướp đất
    quỵt/quịt tiền/công/nợ
    khai gian
    gian lận/dối
    lấy lời/lãi cắt
    cho vay … cắt cổ
    sàm sỡ
    quấy rối
    hiếp dâm/đáp
    quà cáp
    tiền ngoài/ngầm
    chung đủ
    nhận quà/tiền của công/chủ/doanh
    nhận quà/tiền … để cho
    còn lại đi đâu
    ăn chia
    !tố ông/bà/cán/chủ/công/thằng/nó/ổng/1/một/người
    !muốn/xin/định tố
    muốn tố ông/bà/một/1/thằng/cán
    thụt két
    chiếm đoạt
    lừa đảo
    lường gạt
    !bao che
    bao che cho/người/con/cơ/nhau/sai
    bảo kê
    lót tay
    lo lót
    đút lót
    đòi/phải/tiền/bắt chung chi # alone it is also "chứng chỉ", a certificate
    chung chi mới/tiền
    chung tiền … mới/cho
    phong bì
    bồi dưỡng … mới ký/làm/cho
    tiền cà phê
    tiền … mới ký/làm/cấp/giải/được/chịu/cho/đo
    triệu … mới ký/làm/cấp/giải/được/chịu/cho/đo
    ăn chặn
    ăn bớt
    bớt xén
    cắt xén
    rút ruột
    !xà xẻo
    !khai/ký/nâng khống         # "khong" is mostly "không"
    khai khống danh/hộ/tiền/số/để
    trục lợi
    !tư lợi
    bỏ túi riêng
    tiền bỏ túi
    !ăn tiền dân
    ăn tiền … dân/tài/hộ/nghèo/xế/bà/người
    nhận/lấy/moi/vòi/đòi/vét/ăn/ôm tiền của/dân/hụi/quỹ/cứu
    ôm/giựt/giật tiền/hụi
    làm tiền dân
    !làm giả
    làm giả giấy/chữ/hóa/hồ/con/sổ
    !giấy/chữ/bằng giả
    con dấu giả
    giả mạo
    giả chữ ký
    bằng cấp giả
    lợi dụng chức/quyền
    lạm/lộng/tiếm quyền
    !lạm thu                    # "lam thu tuc" is paperwork
    chạy chức/quyền
    !chạy án
    !mua/bán quan/chức
    chia chác
    chia nhau tiền/đất/quà/gạo
    ức hiếp/bức dân
    hà hiếp
    trù dập
    !trả thù
    ép dân ký/bán/nộp/đóng
    ký giấy trắng
    bán đất công
    thu tiền … biên/hóa
    đánh dân
    gạo/quà … đem bán
    sửa sổ sách
    bán/buôn ma túy
    !nặng lãi
    vay nặng lãi
    corrupt/corruption
    wants/want/asked/demanded money for
    bribe/bribes/bribery/bribed
    denounce/denunciation/denouncing
    embezzle/embezzled/embezzlement/embezzles
    kickback/kickbacks/extort/extorted/extortion
    money under the table
    covering/cover up for
    ពុករលួយ
    សំណូក
    បរិហារ
    ស៊ីលុយ
    គាបលុយ
    ឃូស
    យកលុយពី
    យកប្រាក់ពី
    """
)
"""Phrases that accuse, whoever they are about."""

MISDEED = Phrases(
    """
    nhận/lấy/đòi/voi/vòi/vĩnh/xin/moi/thu/ăn/giấu/đem/cầm/gom/vơ/ôm tiền
    nhận/lấy/đòi/vòi/moi/thu/cầm … triệu/tiền/gạo
    !nhận/lấy/đòi … quà
    !nhận/lấy/đòi/vòi/moi/thu … trăm/ngàn
    cho/là/toàn người nhà/thân/quen
    đưa người/bà/con/vợ/em … vô/vào danh
    lấy tên … vay
    đưa/giữ/bắt/chia/quỵt/xài … tiền/triệu/gạo
    xin … ít/chút tiền
    tiền … đưa/chung/bỏ/xài/riêng/quỵt/túi
    chia cho dòng/họ/người/con
    gạo/quà/tiền/hàng cứu … chia/bán/mất
    !bán thuốc/gạo/hàng/quà/vật
    giữ sổ/giấy/đất
    cho con/em/cháu/vợ … trúng/thầu
    con/em/cháu … trúng thầu
    có hai/2 vợ
    ngoại tình
    không gương mẫu
    !hiếp                       # Hiệp is a common name
    khai gian
    làm sai … cố
    cố ý làm
    !giả/khống
    đòi/lấy/chiếm/cướp đất/nhà
    cướp
    lấy … về nhà/xài
    lấy phân/giống/thuốc/hàng/gạo/vật
    say/nhậu … đánh
    đánh … gãy/thương/bầm/máu
    đánh … thanh/học/trẻ niên/sinh/em
    ép học/dân/tôi/tui/bà/nó/ký/mua/bán
    biết điều
    cổ phần
    xe công
    rút tiền/quỹ
    ăn/lãnh tiền/xăng
    giữ thẻ/atm/sổ/giấy/bằng
    đòi … ngàn
    nghi ngờ/có
    riêng
    nhà mình/riêng
    !gian
    !lậu
    bán đất công/của/dân
    đe/hăm/hù dọa
    hù đánh
    dọa/nạt dân/tôi/tui/nạt/đánh
    tham ô
    hối lộ
    chiếm … đất
    bao che
    bỏ túi
    đánh người/dân/tôi/tui/em/con/chồng/vợ/ba/má/cháu/đập
    hành hung
    còng tay
    bắt oan/bừa
    hăm he
    không cho nói
    thả thằng/người/nó
    sai quy định
    đánh bài/bạc
    cá độ
    bồ nhí
    vợ bé
    quan hệ bất
    ức hiếp
    đem bán
    ép dân/tôi/tui/ký
    asked/asks/asking/ask/demanded/demands/want/wants/wanted … money
    takes/took/take/steal/stole/steals/stealing/stolen
    beat/beats/beating/hit/threatened/threatens/threatening
    លុយ
    ប្រាក់
    វាយ
    គំរាម
    លក់ដី
    កេងប្រវ័ញ្ច
    """
)
"""Phrases that accuse only when the text also names an official."""
